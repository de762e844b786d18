import { readYaml } from '../../base/yaml'
import type { Machine, World } from '../kernel/world'
import { manifestDir, type StaticManifest } from '../kubeadm/manifests'
import { pathOf, put, thingAt, type Hand } from './files'
import { failed, words, type Outcome } from './outcome'
import { readManifest } from './sed'

/**
 * `tee FILE`, `tee -a FILE`: what is typed or piped into it becomes the file. A shell's redirections come here, too, where programs of the
 * cluster read the file.
 */
export function tee(world: World, machine: Machine, argv: readonly string[], hand: Hand, stdin: string): Outcome {
  const [, ...paths] = words(argv)
  for (const path of paths.map(pathOf)) {
    const thing = thingAt(world, machine, path)
    if (thing?.is === 'data' || thing?.is === 'snapshot') return failed(`tee: ${path}: Is a directory\n`)
    const before = argv.includes('-a') && thing?.is === 'text' ? thing.text : ''
    const text = before + stdin
    put(world, machine, path, path.startsWith(`${manifestDir}/`) ? manifest(text) : { is: 'text', text }, hand)
  }
  return { code: 0, stdout: stdin }
}

/** A text that is no pod is kept as what the kubelet cannot read. */
function manifest(text: string): { readonly is: 'manifest'; readonly pod: StaticManifest } {
  const pod = readManifest(text)
  return { is: 'manifest', pod: pod ?? (Object.freeze({ unreadable: why(text), text }) as unknown as StaticManifest) }
}

/** Models pkg/kubelet/config/common.go tryDecodeSinglePod. */
function why(text: string): string {
  const read = readYaml(text)
  if ('text' in read) return `yaml: ${read.line > 0 ? `line ${read.line}: ` : ''}${read.text}`
  const [value] = read.values
  const kind = typeof value === 'object' && value !== null ? (value as { kind?: unknown }).kind : undefined
  return kind === undefined
    ? `Object 'Kind' is missing in '${JSON.stringify(value ?? null)}'`
    : 'spec.containers: Required value'
}
