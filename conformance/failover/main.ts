import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gradeBalancer } from './balancer'
import { gradeRun, gradeScenario, gradeSummary, gradeTimeline } from './crash'
import { gradeElections } from './elections'
import { gradeEtcdLog } from './etcd-log'
import { gradeExits } from './exits'
import { gradeOutage } from './outage'
import { gradeReconnects } from './reconnects'
import { gradeRestore } from './restore'
import type { Line } from './seen'
import { gradeSlowDisk } from './slow'
import { gradeRestart, gradeStart } from './start'
import { gradeStatic } from './static'
import type { Statement } from './statement'
import { gradeZones } from './zones'

interface How {
  readonly show: number
  readonly only: readonly string[]
}

type Json = Readonly<Record<string, unknown>>
type Grader = (of: string, content: unknown, file: string) => readonly Statement[] | undefined

const crash =
  (kind: string): Grader =>
  (of, content, file) =>
    file === 'summary.json'
      ? gradeSummary(of, kind, (content as { summary: Json }).summary)
      : file.startsWith('run-')
        ? gradeRun(of, kind, file, content as Json)
        : file.startsWith('timeline-')
          ? gradeTimeline(of, kind, file, content as readonly Line[])
          : undefined

/** Its timeline; where the balancer was killed, also what came of that to whom. */
function scenarioOf(of: string, content: Json): readonly Statement[] | undefined {
  const track = gradeScenario(of, content)
  return /^lb-kill/.test(String(content['name']))
    ? [...(track ?? []), ...(gradeBalancer(of, content as never) ?? [])]
    : track
}

/** Which kind of recording a folder holds, by its name. */
const graders: Readonly<Record<string, Grader>> = {
  'ha-crash': crash('ha-crash'),
  'worker-crash': crash('worker-crash'),
  'single-crash': crash('single-crash'),
  'ha-scenarios': (of, content, file) =>
    file === 'exit-codes.json' ? gradeExits(of, content as never) : scenarioOf(of, content as Json),
  // A full quota has another shape.
  'etcd-outage': (of, content, file) =>
    file === 'slow-disk.json'
      ? gradeSlowDisk(of, content as never)
      : 'interval_n_ms' in (content as Json)
        ? gradeReconnects(of, content as never)
        : 'operations' in (content as Json)
          ? gradeOutage(of, content as never)
          : undefined,
  static: (of, content, file) => gradeStatic(of, content, file),
  restore: (of, content) => gradeRestore(of, content as never),
  etcd: (of, content) => ('mode' in (content as Json) ? gradeElections(of, content as never) : undefined),
  'api-start': (of, content) => gradeStart(of, content as never),
  'api-restart': (of, content) => gradeRestart(of, content as never),
  'etcd-log': (of, content) => gradeEtcdLog(of, content as never),
  zones: (of, content) => ('lost' in (content as Json) ? gradeZones(of, content as never) : undefined)
}

/** A folder with folders of kinds in it, one kind's folder, or one file of it: all files to grade. */
function filesIn(path: string): readonly string[] {
  if (!existsSync(path)) throw new Error(`There is no '${path}'.`)
  if (statSync(path).isFile()) return [path]
  if (basename(path) in graders) return jsonIn(path)
  const kinds = readdirSync(path).filter((name) => name in graders && statSync(join(path, name)).isDirectory())
  if (kinds.length === 0)
    throw new Error(`'${path}' has none of the folders ${Object.keys(graders).join(', ')}, nor is it one.`)
  return kinds.flatMap((name) => jsonIn(join(path, name)))
}

const jsonIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name))

/** Recorded failures of a cluster against ours. */
export function failover(folder: string, { show, only }: How, out: (text: string) => void): { failed: number } {
  let files: readonly string[]
  try {
    files = filesIn(folder)
  } catch (error) {
    out(`${(error as Error).message}\n0 passed, 1 failed\n`)
    return { failed: 1 }
  }
  let [passed, failed, shown] = [0, 0, 0]
  for (const path of files) {
    const kind = basename(dirname(path))
    const of = `${kind}/${basename(path)}`
    if (only.length > 0 && !only.some((word) => of.includes(word))) continue
    const statements = graders[kind]?.(of, JSON.parse(readFileSync(path, 'utf8')), basename(path))
    if (!statements) {
      out(`${of}: no such recording is known.\n`)
      continue
    }
    const wrong = statements.filter((statement) => !statement.passed)
    passed += statements.length - wrong.length
    failed += wrong.length
    out(`${of}: ${statements.length - wrong.length} passed, ${wrong.length} failed\n`)
    for (const { what, found } of wrong.slice(0, Math.max(0, show - shown))) out(`  ${what} -- here: ${found}\n`)
    shown += wrong.length
  }
  out(`${passed} passed, ${failed} failed\n`)
  return { failed }
}
