/** Bytes written to swap since the machine started, in the output of `vm_stat`. */
export const swapOuts = (stdout: string): number | undefined => bytes(stdout, "Swapouts");

/** Bytes of memory that hold compressed pages, in the output of `vm_stat`. */
export const compressor = (stdout: string): number | undefined =>
  bytes(stdout, "Pages occupied by compressor");

/** The page is 16 KiB on Apple silicon and 4 KiB on Intel: the header says which. */
function bytes(stdout: string, name: string): number | undefined {
  const page = /\(page size of (\d+) bytes\)/.exec(stdout)?.[1];
  const pages = new RegExp(`^${name}:\\s+(\\d+)\\.$`, "m").exec(stdout)?.[1];
  return page === undefined || pages === undefined ? undefined : Number(page) * Number(pages);
}
