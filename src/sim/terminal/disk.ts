import { isShared } from '../by-hand/texts'
import type { Shell } from './state'

const plain = (path: string): string => path.replace(/^(?:\.\/|~\/|\/root\/)+/, '')

/**
 * The files that a shell sees: those that were written by hand, and on a machine of the cluster those that are there by
 * themselves, made when somebody reads them.
 */
export class Disk extends Map<string, string> {
  private readonly changed = new Map<string, string | null>()

  private constructor(
    shell: Shell,
    readonly machine: string,
    /** What lies on the machine at this instant. */
    private readonly found: ReadonlyMap<string, () => string>,
    /** Whether programs of the cluster run there. */
    private readonly shares: boolean
  ) {
    super(Object.entries((machine === '' ? shell.files : shell.disks[machine]) ?? {}))
  }

  static of(shell: Shell, machine: string, found: ReadonlyMap<string, () => string>, shares = false): Disk {
    return new Disk(shell, machine, new Map([...found].map(([path, read]) => [plain(path), read])), shares)
  }

  override get(path: string): string | undefined {
    const name = this.nameOf(path)
    const changed = this.changed.get(name)
    return changed !== undefined ? (changed ?? undefined) : (super.get(name) ?? this.found.get(name)?.())
  }

  override has(path: string): boolean {
    const name = this.nameOf(path)
    const changed = this.changed.get(name)
    return changed !== undefined ? changed !== null : super.has(name) || this.found.has(name)
  }

  override set(path: string, text: string): this {
    const name = this.nameOf(path)
    if (!this.isOfRun(name)) return super.set(name, text)
    if (text !== this.found.get(name)?.()) this.changed.set(name, text)
    else this.changed.delete(name)
    return this
  }

  override delete(path: string): boolean {
    const name = this.nameOf(path)
    if (!this.isOfRun(name)) return super.delete(name)
    const was = this.has(name)
    if (this.found.has(name)) this.changed.set(name, null)
    else this.changed.delete(name)
    return was
  }

  /** What the shell has written where programs of the cluster read, and not yet told the run; null: removed. */
  get untold(): ReadonlyMap<string, string | null> {
    return this.changed
  }

  private isOfRun(name: string): boolean {
    return this.machine !== '' && this.shares && isShared(name)
  }

  override *keys(): MapIterator<string> {
    yield* super.keys()
    for (const path of new Set([...this.found.keys(), ...this.changed.keys()]))
      if (!super.has(path) && this.changed.get(path) !== null) yield path
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
    return plain(path)
  }
}
