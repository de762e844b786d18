/* What is said of files: by who is logged in to the machine, and by and to programs of containers. */

/** A program of a container writes to the end of a file there; one that would grow beyond its limit is put aside first. */
export interface LinuxAppend {
  readonly type: 'linux.append'
  readonly path: string
  readonly text: string
  readonly maxBytes: number
  /** How many of those put aside stay; 0: all. */
  readonly maxBackups: number
  /** What stands before the ending of the name of one that is put aside. */
  readonly aside: string
}
/** To a program of a container: files of its volumes have changed. */
export interface ProgramFiles {
  readonly type: 'program.files'
  readonly files: Readonly<Record<string, string>>
}
/** Somebody who is logged in to the machine has written a file; null: removed it. */
export interface LinuxFile {
  readonly type: 'linux.file'
  readonly path: string
  readonly text: string | null
}
