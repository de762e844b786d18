import { globalFlags } from '../command-line'
import type { Command } from '../session'
import { apply } from './apply'
import { cordon, uncordon } from './cordon'
import { create } from './create'
import { remove } from './delete'
import { describe } from './describe'
import { drain } from './drain'
import { exec } from './exec'
import { expose } from './expose'
import { events, get } from './get'
import { apiResources, apiVersions, clusterInfo, config, top, version } from './info'
import { annotate, label } from './label'
import { logs } from './logs'
import { patch } from './patch'
import { replace } from './replace'
import { history, pause, restart, resume, status, undo } from './rollout'
import { runPod } from './run'
import { scale } from './scale'
import { setImage } from './set-image'
import { setEnv, setResources } from './set-template'
import { taint } from './taint'
import { wait } from './wait'

/** Every command by its words. */
export const commands: Readonly<Record<string, Command>> = {
  annotate,
  'api-resources': apiResources,
  'api-versions': apiVersions,
  apply,
  'cluster-info': clusterInfo,
  config,
  cordon,
  create,
  delete: remove,
  describe,
  drain,
  events,
  exec,
  expose,
  get,
  label,
  logs,
  patch,
  replace,
  'rollout history': history,
  'rollout pause': pause,
  'rollout restart': restart,
  'rollout resume': resume,
  'rollout status': status,
  'rollout undo': undo,
  run: runPod,
  scale,
  'set env': setEnv,
  'set image': setImage,
  'set resources': setResources,
  taint,
  top,
  uncordon,
  version,
  wait
}

/** A global flag whose value is the next word: `-n team`, `--request-timeout 5s`. */
const takesValue = (word: string): boolean =>
  Object.entries(globalFlags).some(
    ([name, { kind, short }]) => kind !== 'bool' && (word === `--${name}` || word === `-${short ?? ''}`)
  )

/** The command that a line means, with the words that are left; undefined if there is none. */
export function commandOf(words: readonly string[]): { name: string; rest: string[] } | undefined {
  // Global flags may stand before the command: -n kube-system get pods.
  const at: number[] = []
  for (let i = 0; i < words.length && at.length < 2; i++) {
    const word = words[i]!
    if (word === '--') break
    if (takesValue(word)) i++
    else if (!word.startsWith('-')) at.push(i)
  }
  const [first, second] = at
  if (first === undefined) return undefined
  const without = (...taken: number[]) => words.filter((_, i) => !taken.includes(i))
  const two = second === undefined ? '' : `${words[first]} ${words[second]}`
  if (two in commands) return { name: two, rest: without(first, second!) }
  return words[first]! in commands ? { name: words[first]!, rest: without(first) } : undefined
}

/** Commands that were perhaps meant: cobra suggests those within two edits, or that begin alike. */
export function suggestionsFor(name: string): string[] {
  const known = [...new Set([...Object.keys(commands).map((command) => command.split(' ')[0]!), 'set', 'edit', 'diff'])]
  return known
    .filter((command) => distance(name.toLowerCase(), command) <= 2 || command.startsWith(name.toLowerCase()))
    .sort((a, b) => (a === 'set' ? -1 : b === 'set' ? 1 : 0))
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}
