import { commandTable, fullPath, globalFlags, root, type CommandRow, type Flag } from './table'

/** The words of kubectl's help: much text that few commands need, so it is loaded apart (prose.json). */
export interface Prose {
  /** By the flag's row in the table. */
  readonly usages: readonly string[]
  /** Groups of the first page: title and commands. */
  readonly groups: readonly (readonly [string, readonly string[]])[]
  readonly commands: readonly {
    readonly path: string
    readonly short: string
    readonly long: string
    readonly example: string
    readonly usage: string
  }[]
}

/** `kubectl X --help`. Models kubectl/pkg/util/templates/templates.go. */
export function helpText(prose: Prose, command: CommandRow): string {
  if (command.path === 'options') return ''
  const { long } = of(prose, command)
  return `${long}${usageText(prose, command)}`
}

/** Help without the description. */
export function usageText(prose: Prose, command: CommandRow): string {
  const { example, usage } = of(prose, command)
  const visible = command.own.filter(({ deprecated }) => deprecated === undefined)
  const sections = [
    command.aliases.length > 0 ? `Aliases:\n${[command.name, ...command.aliases].join(', ')}` : '',
    example === '' ? '' : `Examples:\n${example}`,
    command.children.length > 0 ? subcommands(prose, command) : '',
    visible.length > 0 ? `Options:\n${visible.map((flag) => flagText(prose, flag)).join('\n\n')}` : '',
    usage === '' ? '' : `Usage:\n  ${usage}`,
    [
      ...(command.children.length > 0
        ? [`Use "${fullPath(command)} <command> --help" for more information about a given command.`]
        : []),
      'Use "kubectl options" for a list of global command-line options (applies to all commands).'
    ].join('\n')
  ]
  return `\n\n${sections.filter((section) => section !== '').join('\n\n')}\n`
}

/** `kubectl options`. */
export const optionsText = (prose: Prose, home: string): string =>
  `The following options can be passed to any command:\n\n${globalFlags.map((flag) => `${flagText(prose, flag)}\n\n`).join('')}`.replace(
    '$HOME',
    home
  )

function subcommands(prose: Prose, command: CommandRow): string {
  const groups: Prose['groups'] =
    command === root
      ? prose.groups
      : [['Available Commands:', command.children.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1))]]
  // Models cobra's NamePadding.
  const width = Math.max(11, ...command.children.map(({ name }) => name.length))
  const prefix = command === root ? '' : `${command.path} `
  return groups
    .map(([title, names]) =>
      [
        title,
        ...names.map(
          (name) => `  ${name.padEnd(width)}   ${of(prose, commandTable.get(prefix + name) ?? command).short}`
        )
      ].join('\n')
    )
    .join('\n\n')
}

function flagText(prose: Prose, { name, short, type, shown, row }: Flag): string {
  const value = type === 'string' ? `'${shown}'` : shown
  return `    ${short ? `-${short}, ` : ''}--${name}=${value}:\n\t${prose.usages[row]!.replaceAll('\n', '\n\t')}`
}

const of = (prose: Prose, { path }: CommandRow): Prose['commands'][number] =>
  prose.commands.find((command) => command.path === path)!
