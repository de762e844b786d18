import table from './generated/commands.json'

/** How a flag's value is read: names of pflag's types, and of the few that kubectl and klog add. */
export type FlagType =
  | 'bool'
  | 'duration'
  | 'int'
  | 'int32'
  | 'klogDuration'
  | 'mapStringString'
  | 'string'
  | 'stringArray'
  | 'stringSlice'
  | 'stringToString'
  | 'uint16'
  | 'vmodule'

export interface Flag {
  readonly name: string
  readonly short: string
  readonly type: FlagType
  /** Its default as help shows it. */
  readonly shown: string
  /** What it means without a value (`--dry-run`); empty: it needs one. */
  readonly bare: string
  /** Why it should not be used any more. Such a flag is not in the help. */
  readonly deprecated?: string
  /** Its row in the table, by which the help finds its prose. */
  readonly row: number
}

/** A command as cobra knows it. */
export interface CommandRow {
  /** Words without `kubectl`: `rollout undo`; empty for kubectl itself. */
  readonly path: string
  readonly name: string
  /** The command's own flags, then those of every command. */
  readonly flags: ReadonlyMap<string, Flag>
  readonly own: readonly Flag[]
  readonly shorts: ReadonlyMap<string, Flag>
  readonly aliases: readonly string[]
  /** Words that are no command, for which this one is suggested. */
  readonly suggestFor: readonly string[]
  readonly children: CommandRow[]
  readonly parent?: CommandRow
}

const help: Flag = { name: 'help', short: 'h', type: 'bool', shown: 'false', bare: 'true', row: -1 }

const flags = table.flags.map((cells, row): Flag => {
  const [name = '', short = '', type = '', shown = '', bare = '', deprecated] = cells
  return {
    name,
    short,
    type: type as FlagType,
    shown,
    bare: bare || (type === 'bool' ? 'true' : ''),
    row,
    ...(deprecated === undefined ? {} : { deprecated })
  }
})

/** Flags of every command, as `kubectl options` lists them. */
export const globalFlags: readonly Flag[] = table.globals.map((row) => flags[row]!)

function build(): ReadonlyMap<string, CommandRow> {
  const found = new Map<string, CommandRow>()
  for (const cells of table.commands) {
    const [path, rows, aliases = [], suggestFor = []] = cells as [string, number[], string[]?, string[]?]
    const words = path.split(' ')
    const own = rows.map((row) => flags[row]!)
    const all = [...globalFlags, help, ...own]
    const parent = path === '' ? undefined : found.get(words.slice(0, -1).join(' '))
    const row: CommandRow = {
      path,
      name: words.at(-1)!,
      own,
      flags: new Map(all.map((flag) => [flag.name, flag])),
      shorts: new Map(all.flatMap((flag) => (flag.short ? [[flag.short, flag] as const] : []))),
      aliases,
      suggestFor,
      children: [],
      ...(parent ? { parent } : {})
    }
    parent?.children.push(row)
    found.set(path, row)
  }
  return found
}

/** Every command of kubectl 1.36, by its path, in the order in which kubectl adds them. */
export const commandTable = build()

/** kubectl itself. */
export const root = commandTable.get('')!

/** `kubectl rollout undo`. */
export const fullPath = ({ path }: CommandRow): string => (path === '' ? 'kubectl' : `kubectl ${path}`)
