/**
 * A file of zeros (`dd if=/dev/zero`, `fallocate`, `truncate`): of such a one only its length is kept, after a mark that no text
 * begins with.
 */
const mark = '\0zeros '

/** The content of a file of so many zeros. */
export const zeros = (bytes: number): string => `${mark}${Math.max(0, Math.round(bytes))}`

/** Bytes of a file; of one of text as many as it has characters. */
export const sizeOf = (content: string): number =>
  content.startsWith(mark) ? Number(content.slice(mark.length)) : content.length

/** What a program reads of it: zeros show nothing on a terminal. */
export const readable = (content: string): string => (content.startsWith(mark) ? '' : content)
