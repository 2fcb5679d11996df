/** Bytes written to swap since the machine started: `pswpout` of `/proc/vmstat`, below a line `page SIZE` (`getconf PAGESIZE`). */
export function swappedOut(text: string): number | undefined {
  const page = /^page (\d+)$/m.exec(text)?.[1];
  const pages = /^pswpout (\d+)$/m.exec(text)?.[1];
  return page === undefined || pages === undefined ? undefined : Number(page) * Number(pages);
}
