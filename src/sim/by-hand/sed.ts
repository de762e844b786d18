import { yaml } from '../../base/yaml-package'
import type { Machine, World } from '../kernel/world'
import type { StaticManifest } from '../kubeadm/manifests'
import { pathOf, put, thingAt, type Hand } from './files'
import { failed, said, words, type Outcome } from './outcome'

/**
 * `sed -i 's/a/b/' FILE`, `sed -i '/a/d' FILE`, `sed -i '/a/a text' FILE` (appends a line behind each that fits) on a manifest: the kubelet
 * sees what the file says then.
 */
export function sed(world: World, machine: Machine, argv: readonly string[], hand: Hand): Outcome {
  const [, script = '', path] = words(argv)
  if (path === undefined) return failed('sed: no input files\n')
  const thing = thingAt(world, machine, pathOf(path))
  if (thing?.is === 'text') return sedText(world, machine, { path: pathOf(path), text: thing.text, script, argv }, hand)
  if (thing?.is !== 'manifest') return failed(`sed: can't read ${path}: No such file or directory\n`, 2)
  const change = changeOf(script)
  if (!change) return failed(`sed: the lab does not know '${script}'\n`)
  const text = yaml().stringify(thing.pod, { indentSeq: false }).split('\n').flatMap(change).join('\n')
  if (!argv.some((arg) => arg.startsWith('-i'))) return said(text)
  const pod = readManifest(text)
  if (!pod) return failed(`sed: the lab keeps manifests that hold a pod: what '${script}' makes of ${path} is none\n`)
  put(world, machine, pathOf(path), { is: 'manifest', pod }, hand)
  return { code: 0 }
}

interface Edit {
  readonly path: string
  readonly text: string
  readonly script: string
  readonly argv: readonly string[]
}

function sedText(world: World, machine: Machine, { path, text, script, argv }: Edit, hand: Hand): Outcome {
  const change = changeOf(script)
  if (!change) return failed(`sed: the lab does not know '${script}'\n`)
  const changed = text.replace(/\n$/, '').split('\n').flatMap(change).join('\n') + '\n'
  if (!argv.some((arg) => arg.startsWith('-i'))) return said(changed)
  put(world, machine, path, { is: 'text', text: changed }, hand)
  return { code: 0 }
}

/** Whether a script is one that manifests are edited with here; the shell's own sed knows more. */
export const isKnownScript = (script: string): boolean => changeOf(script) !== null

export function readManifest(text: string): StaticManifest | null {
  try {
    const read = yaml().parse(text) as StaticManifest | null
    return read?.kind === 'Pod' && Array.isArray(read.spec?.containers) ? read : null
  } catch {
    return null
  }
}

function changeOf(script: string): ((line: string) => string[]) | null {
  const replace = /^s(.)(.*?)\1(.*?)\1([gi]*)$/.exec(script)
  const drop = /^\/(.*)\/d$/.exec(script)
  const append = /^\/(.*)\/a(\\?)(.*)$/.exec(script)
  try {
    if (replace) {
      const expression = new RegExp(replace[2]!, replace[4])
      return (line) => line.replace(expression, replace[3]!.replaceAll('&', '$&')).split('\\n')
    }
    if (drop) {
      const expression = new RegExp(drop[1]!)
      return (line) => (expression.test(line) ? [] : [line])
    }
    if (append) {
      const expression = new RegExp(append[1]!)
      // Without a backslash the blanks before the text are not of it, as in GNU's.
      const text = append[2] === '' ? append[3]!.trimStart() : append[3]!
      return (line) => (expression.test(line) ? [line, text] : [line])
    }
  } catch {
    return null
  }
  return null
}
