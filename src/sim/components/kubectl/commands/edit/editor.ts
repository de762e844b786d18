import { isYaml, readYaml } from '../../../../../base/yaml'
import { goJson } from '../../print/go-json'
import { failure, type Problem } from '../../script/failure'
import { cleanPath } from '../../script/files'
import type { Info } from '../../script/manifest'
import type { Shell } from '../../script/script'
import { runScript, type ScriptFiles } from './shell-script'

/** Why a file must be edited again. */
export interface Reason {
  readonly head: string
  readonly other: readonly string[]
}

const title = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

const hashed = (text: string): string => text.replace(/\n(?=[^#])/g, '\n# ')

/** What stands above the object. Models editHeader.writeTo. */
export const headerOf = (reasons: readonly Reason[]): string =>
  title +
  reasons
    .map(({ head, other }) => {
      const lines = other.map((one) => `# * ${hashed(one)}\n`).join('')
      return `# ${hashed(head)}${other.length > 0 ? ':' : ''}\n${lines}#\n`
    })
    .join('')

/** `deployments.apps "web"` */
export const nameOf = ({ kind: { plural, group }, name }: Info): string =>
  `${group === '' ? plural : `${plural}.${group}`} ${JSON.stringify(name)}`

export function invalidReason(info: Info, problem: Problem): Reason {
  const causes = problem.form === 'status' ? (problem.status.details?.causes ?? []) : []
  return {
    head: `${nameOf(info)} was not valid`,
    other: causes.map(({ field = '', message = '' }) => `${field}: ${message}`)
  }
}

/** The text without lines that are comments or empty. Models kubectl/pkg/cmd/util ManualStrip. */
export const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replace(/\n*$/, '\n')
    .replace(/^\n$/, '')

/** What two texts are compared by: their value if they can be read. Models kubectl/pkg/cmd/util StripComments. */
export function comparable(text: string): string {
  const read = readYaml(text)
  return isYaml(read) ? goJson(read.values) : withoutComments(text)
}

const programs: ReadonlySet<string> = new Set(['true', 'false', 'cat', 'sed', 'touch', 'cp'])

/** Opens the file in the editor of the environment: a script among the files that the command can read. Models editor.go. */
export function openEditor(shell: Shell, file: string, files: ScriptFiles): void {
  const { env } = shell.session
  const editor = env.KUBE_EDITOR || env.EDITOR || 'vi'
  const [program = ''] = editor.split(' ')
  const script = files.get(program) ?? files.get(cleanPath(program))
  // What is no script among the files may be one of the programs that scripts use.
  const source = script?.replace(/^#!.*\n/, '') ?? (programs.has(program) ? `${editor} "$1"` : undefined)
  if (source === undefined) throw failure(`unable to launch the editor ${JSON.stringify(editor)}`)
  const code = runScript(source, file, files)
  if (code !== 0) throw failure(`there was a problem with the editor ${JSON.stringify(editor)}`)
}
