import { Prng } from '../../src/base/prng'
import { drawLine, type Nouns, type Words } from './grammar'
import type { Difference, Script, Stage } from './play'

/** What random lines are about: objects that the state's cluster has when they are typed. */
const asked =
  'get pods,deploy,rs,svc,sts,ds,job,cronjob,cm,secret,sa,pvc,hpa,pdb,ingress,role,rolebinding,quota,limits,netpol,nodes,ns -o name'

export function nounsOf(stage: Stage): Nouns {
  const nouns = new Map<string, string[]>()
  for (const line of stage.said(asked).split('\n')) {
    const [kind = '', name] = line.split('/')
    if (name === undefined) continue
    const plural = plurals[kind] ?? kind
    nouns.set(plural, [...(nouns.get(plural) ?? []), name])
  }
  return nouns
}

/** `get -o name` says the singular, with its group. */
const plurals: Readonly<Record<string, string>> = {
  pod: 'pods',
  'deployment.apps': 'deployments',
  'replicaset.apps': 'replicasets',
  service: 'services',
  'statefulset.apps': 'statefulsets',
  'daemonset.apps': 'daemonsets',
  'job.batch': 'jobs',
  'cronjob.batch': 'cronjobs',
  configmap: 'configmaps',
  secret: 'secrets',
  node: 'nodes'
}

const plain = /^[\w@%+=:,./-]+$/
const typed = (words: Words): string =>
  words.map((word) => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
const scriptOf = (lines: readonly Words[]): Script => ({ lines: lines.map(typed) })

/** One to three lines, drawn from this seed. */
export function drawScript(seed: number, nouns: Nouns): readonly Words[] {
  const random = Prng.fromSeed(seed)
  return Array.from({ length: 1 + random.below(3) }, () => drawLine(random, nouns))
}

/** A script that the two differ about, as short as it can be made; or nothing, if they agree. */
export async function differing(
  stage: Stage,
  lines: readonly Words[]
): Promise<{ readonly script: Script; readonly found: readonly Difference[] } | undefined> {
  let found = await stage.play(scriptOf(lines))
  if (found.length === 0) return undefined
  let kept = lines
  for (let again = true; again;) {
    again = false
    for (const shorter of shortened(kept)) {
      const still = await stage.play(scriptOf(shorter))
      if (still.length === 0) continue
      ;[kept, found, again] = [shorter, still, true]
      break
    }
  }
  return { script: scriptOf(kept), found }
}

/** Without one line, or without one word after the command's own. */
function* shortened(lines: readonly Words[]): Generator<readonly Words[]> {
  if (lines.length > 1) for (let i = 0; i < lines.length; i++) yield lines.toSpliced(i, 1)
  for (const [i, words] of lines.entries())
    for (let j = words.length - 1; j > 0; j--)
      if (words[j] !== '--timeout=1s' && words[j] !== '--wait=false') yield lines.with(i, words.toSpliced(j, 1))
}
