import type { Shell } from './state'

/**
 * The files that a shell sees: those that were written by hand, and on a machine of the cluster those that are there by
 * themselves, made when somebody reads them.
 */
export class Disk extends Map<string, string> {
  private constructor(
    shell: Shell,
    private readonly machine: string,
    /** What lies on the machine at this instant. */
    private readonly found: ReadonlyMap<string, () => string>
  ) {
    super(Object.entries((machine === '' ? shell.files : shell.disks[machine]) ?? {}))
  }

  static of(shell: Shell, machine: string, found: ReadonlyMap<string, () => string>): Disk {
    return new Disk(shell, machine, found)
  }

  override get(path: string): string | undefined {
    const name = this.nameOf(path)
    return super.get(name) ?? this.found.get(name)?.()
  }

  override has(path: string): boolean {
    const name = this.nameOf(path)
    return super.has(name) || this.found.has(name)
  }

  override set(path: string, text: string): this {
    return super.set(this.nameOf(path), text)
  }

  override delete(path: string): boolean {
    return super.delete(this.nameOf(path))
  }

  override *keys(): MapIterator<string> {
    yield* super.keys()
    for (const path of this.found.keys()) if (!super.has(path)) yield path
  }

  override *[Symbol.iterator](): MapIterator<[string, string]> {
    for (const path of this.keys()) yield [path, this.get(path)!]
  }

  /** The shell with what was written. */
  kept(shell: Shell): Shell {
    const files = Object.fromEntries(super.entries())
    return this.machine === '' ? { ...shell, files } : { ...shell, disks: { ...shell.disks, [this.machine]: files } }
  }

  /** `./web.yaml` and `~/web.yaml` are `web.yaml`; on a machine a name without a slash lies in root's home. */
  private nameOf(path: string): string {
    const name = path.replace(/^(?:\.\/|~\/|\/root\/)+/, '')
    return name
  }
}
