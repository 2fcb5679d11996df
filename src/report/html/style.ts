const LIGHT = `
--paper:#faf9f6;--card:#fff;--ink:#1d1f22;--dim:#5f636b;--line:#e2dfd7;--wash:#f2f0ea;
--pass:#13734f;--fail:#b93a0b;--unproven:#7d5f00;--pass-wash:#e7f3ed;--fail-wash:#fbece5;--unproven-wash:#f8f0d8;
--p50:#4a9bd1;--p95:#174f94;--p99:#86459b;--limit:#b93a0b;--few:#2f9fb5;--many:#4b1d7a;--area:#4a9bd1;`;

const DARK = `
--paper:#131518;--card:#1a1d21;--ink:#e9e7e2;--dim:#a0a4ac;--line:#30343b;--wash:#20242a;
--pass:#5fcf9f;--fail:#ff9066;--unproven:#e5bd52;--pass-wash:#16281f;--fail-wash:#331d14;--unproven-wash:#2d2611;
--p50:#9fd0f3;--p95:#4f9ef0;--p99:#d392e8;--limit:#ff9066;--few:#7fe0d0;--many:#c08bff;--area:#4f9ef0;`;

const BASE = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;
font-variant-numeric:tabular-nums;text-rendering:optimizeLegibility}
main{max-width:1120px;margin:0 auto;padding:40px 28px 72px}
h1,h2,h3{line-height:1.2;letter-spacing:-.015em;font-weight:640;text-wrap:balance;margin:0}
h1{font-size:2rem}h2{font-size:1.5rem}h3{font-size:1.0625rem;letter-spacing:-.005em}
p{margin:0 0 .7em;max-width:72ch}a{color:inherit;text-decoration-color:var(--dim);text-underline-offset:3px}
code,pre{font:.8125rem/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.dim{color:var(--dim)}.small{font-size:.875rem}
section{margin-top:44px}section>h2{margin-bottom:10px}section>h3{margin:34px 0 10px}details{margin-top:26px}summary{cursor:pointer;font-weight:600}details h3{display:none}details .scroll{margin-top:12px}
:focus-visible{outline:2px solid var(--p95);outline-offset:2px;border-radius:3px}`;

const HEAD = `
.eyebrow{font-size:.8125rem;letter-spacing:.02em;color:var(--dim);margin:0 0 6px}
.banner{margin-top:26px;padding:24px 28px;background:var(--card);border:1px solid var(--line);border-left:6px solid var(--tone);border-radius:10px}
.banner .word{font-size:.9375rem}.banner .say{font-size:1.375rem;line-height:1.35;font-weight:560;letter-spacing:-.01em;margin:12px 0 8px;max-width:60ch;text-wrap:balance}
.banner .next{margin:0;max-width:88ch}.tone-pass{--tone:var(--pass);--tone-wash:var(--pass-wash)}
.tone-fail{--tone:var(--fail);--tone-wash:var(--fail-wash)}.tone-unproven{--tone:var(--unproven);--tone-wash:var(--unproven-wash)}
.word{display:inline-flex;gap:.45em;align-items:baseline;padding:1px 10px 2px;border-radius:99px;background:var(--tone-wash);color:var(--tone);font-weight:640;font-size:.8125rem;white-space:nowrap}
.facts{display:flex;flex-wrap:wrap;gap:10px 36px;margin:22px 0 0}.facts div{min-width:0}
.facts dt{font-size:.8125rem;color:var(--dim)}.facts dd{margin:0;font-weight:560}
.host{border-top:1px solid var(--line);padding-top:32px}
.host>header{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;margin-bottom:8px}
.alert{background:var(--fail-wash);border-left:4px solid var(--fail);padding:12px 16px;border-radius:4px;margin:14px 0;overflow-wrap:anywhere}
.alert p{margin:0;max-width:none}`;

const TABLE = `
.scroll{overflow-x:auto;margin:0 0 8px}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
caption{text-align:left;color:var(--dim);font-size:.875rem;padding:0 0 8px;max-width:72ch}
th,td{text-align:left;vertical-align:top;padding:8px 18px 8px 0;border-bottom:1px solid var(--line)}
tr>:last-child{padding-right:0}thead th{font-size:.8125rem;font-weight:560;color:var(--dim);vertical-align:bottom;white-space:nowrap}
tbody th{font-weight:560}.n{text-align:right;white-space:nowrap}.nowrap{white-space:nowrap}.snug{width:auto}.snug th,.snug td{padding-right:44px}.dense{font-size:.875rem}.dense th,.dense td{padding-right:13px}.dense thead th{white-space:normal}
.why{display:block;color:var(--tone);font-size:.875rem}
.digest{display:inline-block;max-width:20ch;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;vertical-align:bottom;cursor:help}
.digest:focus{max-width:none;white-space:normal;overflow-wrap:anywhere}
ins,del{text-decoration:none}del{color:var(--dim)}
pre{background:var(--wash);border:1px solid var(--line);border-radius:8px;padding:14px 16px;overflow-x:auto;margin:0 0 14px}`;

const CHART = `
.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:22px}
figure{margin:0;padding:18px 18px 12px;background:var(--card);border:1px solid var(--line);border-radius:10px;min-width:0;display:flex;flex-direction:column}
figure.wide{grid-column:1/-1}figcaption{margin-bottom:10px}figcaption b{display:block;font-weight:620;line-height:1.3}
figcaption span{color:var(--dim);font-size:.875rem;display:block;line-height:1.45}
svg{display:block;width:100%;height:auto;color:var(--ink);font-family:inherit;overflow:visible;font-size:12px}
svg text{white-space:pre}.strip{min-width:640px}.strip p{font-size:.8125rem;color:var(--dim);margin:8px 0 0}
.words{display:grid;grid-template-columns:max-content 1fr;gap:6px 22px;margin:0;max-width:88ch}.words div{display:contents}.words dt{font-weight:600}.words dd{margin:0;color:var(--dim)}
.key{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:auto 0 0;padding:8px 0 0;font-size:.8125rem;color:var(--dim)}
.paper{display:none}.steps{margin:0;padding-left:1.4em;max-width:88ch}.steps li{margin:0 0 .35em}
.key li{display:flex;align-items:center;gap:7px}.key svg{width:30px;height:10px;flex:none}`;

const NARROW = `
@media screen and (max-width:760px){main{padding:24px 16px 48px}.charts{grid-template-columns:minmax(0,1fr)}h1{font-size:1.625rem}
.banner{padding:18px}.banner .say{font-size:1.1875rem}figure{padding:14px 12px 10px}figure:not(.wide)>svg{font-size:15px}.strip{min-width:860px}.strip svg{font-size:14px}
.words{grid-template-columns:1fr;gap:2px}.words dd{margin-bottom:8px}.stack,.stack tbody,.stack caption{display:block}.stack thead{position:absolute;clip-path:inset(50%)}.stack tr{display:block;padding:12px 0;border-bottom:1px solid var(--line)}
.stack th,.stack td{display:block;border:0;padding:1px 0;text-align:left;overflow-wrap:anywhere}
.stack td[data-label]{display:flex;justify-content:space-between;gap:16px}.stack td[data-label]:empty{display:none}.stack td[data-label]::before{content:attr(data-label);color:var(--dim);font-size:.8125rem;flex:none;line-height:1.7}.stack td>*{text-align:right}.stack td{text-align:right!important}.snug{width:100%}}`;

const PRINT = `
@media print{@page{margin:14mm 12mm}html{font-size:9px}body{background:#fff}main{max-width:none;padding:0}
.scroll{overflow:visible}.digest{display:inline;white-space:normal;overflow-wrap:anywhere;font-size:.72rem}details::details-content{content-visibility:visible;display:block;height:auto}summary{list-style:none}
.charts{gap:10px}.strip{min-width:0}section{margin-top:14px}section>h3{margin:12px 0 5px}.dense th,.dense td{padding-right:9px}th,td{padding-top:3px;padding-bottom:3px}h1{font-size:1.6rem}figure{padding:10px}.banner{padding:10px 14px}figure:not(.wide)>svg{font-size:16px}
.screen{display:none}.paper{display:block;margin:10px 0 0}.host{border:0;padding-top:0;margin-top:14px}.sheet{break-before:page}
.charts{grid-template-columns:repeat(3,minmax(0,1fr))}.charts figcaption span{font-size:.78rem;line-height:1.3}
caption,section>h2+.dim{display:none}.wide .strip{width:50%;margin:auto}.banner{margin-top:10px}.facts{margin:12px 0 0}
figure,tr,.banner,.alert,pre{break-inside:avoid}h2,h3{break-after:avoid}pre{white-space:pre-wrap;overflow-wrap:anywhere}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`;

/** The whole style sheet: light unless the reader's system says dark; paper is always light. */
export const STYLE = [
  `:root{${LIGHT}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${DARK}}}`,
  BASE,
  HEAD,
  TABLE,
  CHART,
  NARROW,
  PRINT,
].join("");
