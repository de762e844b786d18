import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Found } from '../proxy/compare'
import { sitBefore, typed } from './cluster'
import { compareConditions } from './conditions'
import { compareEndpoint } from './endpoints'
import { compareLog } from './logs'
import { compareObjects } from './objects'

interface Options {
  readonly show: number
  /** Files whose name contains one of these; all of them if empty. */
  readonly only: readonly string[]
}

/** Where an answer was read. */
const paths: Readonly<Record<string, string>> = {
  'kubelet-healthz.txt': 'healthz',
  'kubelet-healthz-verbose.txt': 'healthz?verbose',
  'kubelet-livez.txt': 'livez',
  'kubelet-readyz.txt': 'readyz',
  'kubelet-configz.txt': 'configz',
  'kubelet-flagz.txt': 'flagz',
  'kubelet-statusz.txt': 'statusz',
  'kubelet-pods.txt': 'pods',
  'kubelet-runningpods.txt': 'runningpods',
  'kubelet-stats-summary.txt': 'stats/summary',
  'kubelet-metrics-resource.txt': 'metrics/resource',
  'kubelet-metrics-probes.txt': 'metrics/probes',
  'kubelet-cadvisor-names.txt': 'metrics/cadvisor'
}
const objects: readonly (readonly [RegExp, string])[] = [
  [/^node-worker-1/, 'node worker-1'],
  [/^node-worker-2/, 'node worker-2'],
  [/^lease-worker-1/, '-n kube-node-lease lease worker-1'],
  [/^lease-worker-2/, '-n kube-node-lease lease worker-2'],
  [/^csinode-worker-1/, 'csinode worker-1'],
  [/^csinode-worker-2/, 'csinode worker-2']
]

/** Holds what was recorded of nodes (`nodeobj/`) and said by their kubelets (`logs/`) against ours. */
export function nodes(folder: string, { show, only }: Options, out: (text: string) => void) {
  const total = { passed: 0, failed: 0 }
  let shown = 0
  const healthy = sitBefore()
  const told = (file: string, { passed, differences }: Found) => {
    for (const line of differences) if (shown++ < show) out(`  ${file}: ${line}\n`)
    out(`${file}: ${passed} passed, ${differences.length} failed\n`)
    total.passed += passed
    total.failed += differences.length
  }
  const skipped: string[] = []
  for (const [file, text] of filesIn(folder)) {
    if (only.length > 0 && !only.some((word) => file.includes(word))) continue
    const path = paths[file]
    const [, what] = objects.find(([pattern]) => pattern.test(file) && file.endsWith('.json')) ?? []
    if (path !== undefined)
      told(
        file,
        compareEndpoint(file, text, typed(healthy, `kubectl get --raw '/api/v1/nodes/worker-1/proxy/${path}'`))
      )
    else if (what !== undefined)
      told(file, compareObjects(JSON.parse(text), objectIn(typed(healthy, `kubectl get ${what} -o json`))))
    else if (file === 'log.json') told(file, compareConditions(JSON.parse(text) as never))
    else if (file.endsWith('.log')) {
      const found = compareLog(file, text)
      if (found) told(file, found)
      else skipped.push(file)
    } else skipped.push(file)
  }
  if (skipped.length > 0) out(`not played: ${skipped.join(', ')}\n`)
  out(`${total.passed} passed, ${total.failed} failed\n`)
  return total
}

/** What is not there has no field. */
const objectIn = (printed: string): unknown => (printed.startsWith('{') ? JSON.parse(printed) : {})

function filesIn(folder: string): [string, string][] {
  const own = ['nodeobj', 'logs', '.'].map((name) => join(folder, name)).filter((path) => existsSync(path))
  return own.flatMap((path) =>
    readdirSync(path)
      .filter((name) => /\.(?:txt|json|log)$/.test(name))
      .sort()
      .map((name): [string, string] => [name, readFileSync(join(path, name), 'utf8')])
  )
}
