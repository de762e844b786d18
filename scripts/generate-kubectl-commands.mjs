/**
 * Writes src/sim/components/kubectl/cobra/generated/{commands,prose}.json: every command of the released kubectl with its flags,
 * and the prose of its help. Usage: node scripts/generate-kubectl-commands.mjs PATH-OF-KUBECTL
 *
 * Names, defaults and texts are read from `--help`. What a flag takes is not said there, so each is given a bad value, and the
 * complaint names the parser.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const kubectl = process.argv[2]
const home = mkdtempSync(join(tmpdir(), 'kubectl-commands-'))
const run = (...args) =>
  spawnSync(kubectl, args, {
    env: { HOME: home, KUBECONFIG: '/dev/null', TERM: 'dumb', LANG: 'C.UTF-8' },
    timeout: 5000,
    encoding: 'utf8',
    input: ''
  })

/** What stands for a flag without a value, beside `true` of booleans. Models kubectl/pkg/cmd/util/helpers.go and cmd/delete/delete_flags.go. */
const bare = { 'dry-run': 'unchanged', validate: 'strict', cascade: 'background' }

/** Flags that help does not show, by command. Models cli-runtime/pkg/genericclioptions/record_flags.go, cmd/autoscale, command_headers.go. */
const record = [
  'record',
  '',
  'bool',
  'false',
  'Record current kubectl command in the resource annotation. If set to false, do not record the command. If set to true, record the command. If not set, default to updating the existing annotation value only if one already exists.',
  '--record will be removed in the future'
]
const recording =
  'annotate|apply|autoscale|edit|expose|label|patch|replace|rollout restart|rollout pause|rollout resume|rollout undo|run|scale|set env|set image|set resources|set selector|set serviceaccount|set subject|drain|cordon|uncordon|taint|delete|create'
const isRecording = (path) =>
  recording.split('|').includes(path) &&
  !/no such|unknown flag/.test(run(...path.split(' '), '--record=@@@', '--no-such').stderr)
const hidden = (path) => [
  ...(isRecording(path) ? [record] : []),
  ...(path === 'autoscale'
    ? [
        [
          'cpu-percent',
          '',
          'int32',
          '-1',
          "The target average CPU utilization (represented as a percent of requested CPU) over all the pods. If it's not specified or negative, a default autoscaling policy will be used.",
          "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU)."
        ]
      ]
    : [])
]

const typeCache = new Map()
function typeOf(path, name, quoted, shown) {
  const key = `${name}|${quoted}|${shown}`
  if (typeCache.has(key)) return typeCache.get(key)
  const tried = (value) => run(...path, `--${name}=${value}`, '--no-such-flag').stderr
  const said = tried('@@@')
  let type = 'string'
  if (/ParseBool/.test(said)) type = 'bool'
  else if (/ParseUint/.test(said)) type = 'uint16'
  else if (/ParseInt/.test(said)) type = /out of range/.test(tried('99999999999')) ? 'int32' : 'int'
  else if (/invalid duration/.test(said)) type = 'duration'
  else if (/must be formatted as key=value/.test(said)) type = 'stringToString'
  else if (/malformed pair/.test(said)) type = 'mapStringString'
  else if (shown.startsWith('[')) type = /no-such-flag/.test(tried('a"b')) ? 'stringArray' : 'stringSlice'
  else if (!quoted) type = 'value'
  if (name === 'vmodule') type = 'vmodule'
  if (name === 'log-flush-frequency') type = 'klogDuration'
  typeCache.set(key, type)
  return type
}

function optionsOf(path, text) {
  const found = []
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const [, short = '', name, shown] = /^ {4}(?:-(\S), )?--([\w-]+)=(.*):$/.exec(lines[i]) ?? []
    if (name === undefined) continue
    const usage = []
    while (lines[i + 1]?.startsWith('\t')) usage.push(lines[++i].slice(1))
    const quoted = shown.startsWith("'")
    found.push([name, short, typeOf(path, name, quoted, shown), quoted ? shown.slice(1, -1) : shown, usage.join('\n')])
  }
  return found
}

const flags = []
const index = new Map()
function flagIds(rows) {
  return rows.map((row) => {
    const key = JSON.stringify(row)
    if (!index.has(key)) index.set(key, flags.push(row) - 1)
    return index.get(key)
  })
}

const commands = []
function read(path) {
  const help = run(...path, '--help').stdout
  const cut = (start, end) => {
    const from = help.indexOf(start)
    if (from < 0) return ''
    const rest = help.slice(from + start.length)
    const ends = end.map((word) => rest.indexOf(word)).filter((at) => at >= 0)
    return ends.length > 0 ? rest.slice(0, Math.min(...ends)) : rest
  }
  const marks = [
    '\n\nAliases:\n',
    '\n\nExamples:\n',
    '\n\nAvailable Commands:\n',
    '\n\nOptions:\n',
    '\n\nUsage:\n',
    '\n\nBasic Commands (Beginner):\n',
    '\n\nUse "kubectl options"'
  ]
  const long = cut('', marks)
  const aliases = cut('Aliases:\n', ['\n\n']).split(', ').slice(1)
  const example = cut('Examples:\n', marks.slice(2))
  const options = cut('\n\nOptions:\n', ['\n\nUsage:\n'])
  const usage = cut('\n\nUsage:\n  ', ['\n'])
  const groups = []
  const listed =
    path.length === 0
      ? /^([A-Z][^\n]*(?:Commands|plugins)[^\n]*:)\n((?: {2}\S.*\n)*)/gm
      : /^(Available Commands:)\n((?: {2}\S.*\n)+)/gm
  const below = []
  for (const [, title, rows] of help.matchAll(listed)) {
    const names = []
    for (const row of rows.split('\n').filter(Boolean)) {
      const [, name, short] = /^ {2}(\S+) +(.*)$/.exec(row)
      names.push(name)
      below.push([name, short])
    }
    groups.push([title, names])
  }
  const command = {
    path: path.join(' '),
    long,
    example,
    usage,
    aliases,
    groups,
    flags: flagIds([...optionsOf(path, options), ...hidden(path.join(' '))])
  }
  commands.push(command)
  for (const [name, short] of below) {
    if (path.length === 0 && name === 'help') continue
    read([...path, name]).short = short
  }
  return command
}
read([])
commands.unshift(
  commands.splice(
    commands.findIndex(({ path }) => path === ''),
    1
  )[0]
)
commands.push({
  path: 'options',
  short: 'Print the list of flags inherited by all commands',
  long: 'Print the list of flags inherited by all commands',
  example: '  # Print flags inherited by all commands\n  kubectl options',
  usage: 'kubectl options',
  aliases: [],
  groups: [],
  flags: []
})
commands.push({
  path: 'help',
  short: 'Help about any command',
  long: run('help', 'help').stdout.split('\n\n')[0],
  example: '',
  usage: 'kubectl help [command] [flags] [options]',
  aliases: [],
  groups: [],
  flags: []
})
commands.push({ path: 'alpha', short: '', long: '', example: '', usage: '', aliases: [], groups: [], flags: [] })
const globals = flagIds(optionsOf(['options'], run('options').stdout.replaceAll(home, '$HOME')))
// As added by cmd.go (suggestions come in that order): the groups', then the others, cobra's own last.
const order = [
  ...commands[0].groups.slice(0, -2).flatMap(([, names]) => names),
  'alpha',
  'config',
  'plugin',
  'version',
  'api-versions',
  'api-resources',
  'options',
  'kuberc',
  'help'
]
commands.sort((a, b) => order.indexOf(a.path.split(' ')[0]) - order.indexOf(b.path.split(' ')[0]))

const folder = new URL('../src/sim/components/kubectl/cobra/generated/', import.meta.url)
// One row a line: what changed with a release can be read.
// An example of kubectl's names a home folder, which no file here may: its slash is written another way.
const rows = (list) =>
  `[\n${list.map((row) => JSON.stringify(row).replaceAll('/home/', '\\u002fhome/')).join(',\n')}\n]`
const suggestFor = { top: ['stats'], get: ['list', 'ls'], describe: ['inspect'], delete: ['rm', 'remove'] }
writeFileSync(
  new URL('commands.json', folder),
  `{"flags":${rows(flags.map(([name, short, type, shown, , deprecated]) => [name, short, type, shown, bare[name] ?? '', ...(deprecated ? [deprecated] : [])]))},
"globals":${JSON.stringify(globals)},
"commands":${rows(commands.map(({ path, aliases, flags }) => [path, flags, ...(aliases.length + (suggestFor[path]?.length ?? 0) > 0 ? [aliases, suggestFor[path] ?? []] : [])]))}}
`
)
writeFileSync(
  new URL('prose.json', folder),
  `{"usages":${rows(flags.map((row) => row[4]))},
"groups":${JSON.stringify(commands[0].groups)},
"commands":${rows(commands.map(({ path, short = '', long, example, usage }) => ({ path, short, long, example, usage })))}}
`
)
console.log(`${commands.length} commands, ${flags.length} flags`)
