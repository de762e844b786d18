import { failure } from '../../script/failure'
import { cleanPath, filesOf } from '../../script/files'
import { slice } from '../../script/options'
import type { Shell } from '../../script/script'
import { list } from '../../session'

/** What is wrong with a key of a ConfigMap or Secret. Models apimachinery/pkg/util/validation IsConfigMapKey. */
export function configKeyProblems(key: string): string[] {
  const problems: string[] = []
  if (key.length > 253) problems.push('must be no more than 253 bytes')
  if (!/^[-._a-zA-Z0-9]+$/.test(key))
    problems.push(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
    )
  return [...problems, ...dotProblems(key)]
}

const dotProblems = (key: string): string[] =>
  key === '.'
    ? ["must not be '.'"]
    : key === '..'
      ? ["must not be '..'"]
      : key.startsWith('..')
        ? ["must not start with '..'"]
        : []

/** Models apimachinery/pkg/util/validation IsEnvVarName. */
function envNameProblems(name: string): string[] {
  const problems = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)
    ? []
    : [
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')"
      ]
  return [...problems, ...dotProblems(name)]
}

type Add = (key: string, value: string, fromFile: boolean) => void

/** `--from-literal`. Models kubectl/pkg/util ParseLiteralSource. */
export function addLiterals({ flags }: Shell, add: Add): void {
  for (const source of list(flags, 'from-literal')) {
    const at = source.indexOf('=')
    if (at <= 0) throw failure(`invalid literal source ${source}, expected key=value`)
    add(source.slice(0, at), source.slice(at + 1), false)
  }
}

/** Models kubectl/pkg/util ParseFileSource. */
function fileSource(source: string): [string, string] {
  const separators = source.split('=').length - 1
  if (separators === 0) return [cleanPath(source).split('/').at(-1)!, source]
  if (separators === 1 && source.startsWith('=')) throw failure(`key name for file path ${source.slice(1)} missing`)
  if (separators === 1 && source.endsWith('=')) throw failure(`file path for key name ${source.slice(0, -1)} missing`)
  if (separators > 1) throw failure("key names or file paths cannot contain '='")
  const [key = '', path = ''] = source.split('=')
  return [key, path]
}

/** `--from-file`: a file, or each of a directory. */
export function addFiles(shell: Shell, sources: readonly string[], add: Add): void {
  const files = filesOf(shell)
  for (const source of sources) {
    const [key, path] = fileSource(source)
    const text = files.read(path)
    if (text !== undefined) add(key, text, true)
    else if (!files.isDirectory(path)) throw failure(`error reading ${path}: no such file or directory`)
    else {
      if (source.includes('=')) throw failure('cannot give a key name for a directory path')
      for (const { name, directory } of files.list(path))
        if (!directory) add(name, files.read(`${path}/${name}`) ?? '', true)
    }
  }
}

/** `--from-env-file`. Models kubectl/pkg/cmd/util AddFromEnvFile. */
export function addEnvFiles(shell: Shell, noun: 'config' | 'secret', add: Add): void {
  const files = filesOf(shell)
  for (const path of slice(shell, 'from-env-file')) {
    const text = files.read(path)
    if (text === undefined && files.isDirectory(path)) throw failure(`env ${noun} file cannot be a directory`)
    if (text === undefined) throw failure(`error reading ${path}: no such file or directory`)
    for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
      const line = raw.replace(/^\s+/, '')
      if (line === '' || line.startsWith('#')) continue
      const at = line.indexOf('=')
      const key = at < 0 ? line : line.slice(0, at)
      const problems = envNameProblems(key)
      if (problems.length > 0) throw failure(`${JSON.stringify(key)} is not a valid key name: ${problems.join(';')}`)
      add(key, at < 0 ? (shell.session.env[key] ?? '') : line.slice(at + 1), false)
    }
  }
}

/** Checks that hold for ConfigMaps and Secrets. */
export function checkSources(shell: Shell): void {
  const others = slice(shell, 'from-file').length + list(shell.flags, 'from-literal').length
  if (slice(shell, 'from-env-file').length > 0 && others > 0)
    throw failure('from-env-file cannot be combined with from-file or from-literal')
}
