import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { grade as gradeCalls, type RecordedSequence } from '../calls'
import { agrees, runDeploymentCase, type DeploymentCase } from '../deployments/run'
import { grade as gradeLives, type RecordedLife } from '../pods'
import { isAsRecorded, readScenarios, runScenario } from '../../src/rigs/raft'
import { readCases, scheduleCase, type Result } from '../../src/rigs/scheduler'
import { comparable } from '../scheduler/agreement'
import { gradeTimeline } from '../timelines/grade'
import { recordedTimelines } from '../timelines/recordings'
import type { LedgerRow } from './row'

const file = (name: string): URL => new URL(`../data/${name}`, import.meta.url)
const text = (name: string): string => readFileSync(file(name), 'utf8')
const unzipped = (name: string): string => gunzipSync(readFileSync(file(name))).toString()
const lines = <T>(jsonl: string): T[] =>
  jsonl
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)

/** Every behaviour that was recorded on the real thing, graded by running it. `seeds`: of what has chance in it. */
export const behaviours: readonly ((seeds: number) => readonly LedgerRow[])[] = [
  schedulerRows,
  raftRows,
  timelineRows,
  callRows,
  deploymentRows,
  podRows
]

function schedulerRows(): LedgerRow[] {
  const jsonl = unzipped('scheduler-cases.jsonl.gz')
  const cases = readCases(jsonl)
  const recorded = lines<{ id: string; results: readonly Result[] }>(jsonl)
  if (!cases.ok) throw new Error(cases.error)
  const pairs = cases.value.flatMap((one, i) => {
    const ours = JSON.parse(JSON.stringify(scheduleCase(one))) as Result[]
    return recorded[i]!.results.map((result, pod) => ({ id: `${one.id}/${pod}`, result, ours: ours[pod]! }))
  })
  const same = pairs.filter(({ result, ours }) => isDeepStrictEqual(comparable(ours), comparable(result)))
  return [
    {
      id: 'scheduler',
      behaviour: 'Scheduling decisions: filters, scores, message, nomination, victims',
      evidence: 'kube-scheduler 1.25, recorded decisions about single pods',
      agree: same.length,
      of: pairs.length,
      medianErrorPercent: null,
      differs: pairs.filter((pair) => !same.includes(pair)).map(({ id }) => id),
      notModelled: 'Volumes beyond zones and limits, DynamicResources, extenders, several profiles'
    }
  ]
}

function raftRows(): LedgerRow[] {
  const scenarios = readScenarios(text('raft-scenarios.json'))
  if (!scenarios.ok) throw new Error(scenarios.error)
  const outcomes = scenarios.value.map((scenario) => ({ scenario, result: runScenario(scenario) }))
  const states = outcomes
    .filter(({ scenario, result }) => result.ok && isAsRecorded(scenario, result.value))
    .map(({ scenario }) => scenario)
  const messages = outcomes
    .filter(({ scenario, result }) => result.ok && isDeepStrictEqual(result.value.messages, scenario.messages ?? []))
    .map(({ scenario }) => scenario)
  const row = (id: string, behaviour: string, good: readonly unknown[]): LedgerRow => ({
    id,
    behaviour,
    evidence: "etcd's Raft library 3.6, scenarios with every member's state",
    agree: good.length,
    of: scenarios.value.length,
    medianErrorPercent: null,
    differs: scenarios.value.filter((scenario) => !good.includes(scenario)).map(({ id: name }) => name),
    notModelled: 'Asynchronous storage writes, sizes in bytes'
  })
  return [
    row('raft-states', 'Raft: state, term, vote, log, commit and progress of each member', states),
    row('raft-messages', 'Raft: every message, in order', messages)
  ]
}

function timelineRows(seeds: number): LedgerRow[] {
  return recordedTimelines.map((recorded) => {
    // Short runs are cheap: their medians may rest on more.
    const runs = recorded.scenario.untilSeconds <= 45 ? 3 * seeds : seeds
    const { id, title, times, wrong } = gradeTimeline(recorded, runs)
    const errors = times
      .map(({ medianS, recorded: { median } }) => (100 * Math.abs(medianS - median)) / median)
      .sort((a, b) => a - b)
    const checks = times.length + recorded.never.length
    return {
      id: `timeline-${id}`,
      behaviour: title,
      evidence: `recorded 1.25 control plane, medians of ${runs} seeds within the recorded range`,
      agree: times.filter(({ within }) => within).length + recorded.never.length - wrong.length,
      of: checks,
      medianErrorPercent: errors.length > 0 ? Number(errors[errors.length >> 1]!.toFixed(1)) : null,
      differs: [
        ...times
          .filter(({ within }) => !within)
          .map(
            ({ name, medianS, recorded: r }) => `${name}: ${medianS.toFixed(3)} s, recorded ${r.median} s (n=${r.n})`
          ),
        ...wrong
      ],
      notModelled: ''
    }
  })
}

function callRows(): LedgerRow[] {
  const grade = gradeCalls(lines<RecordedSequence>(unzipped('sequences/sequences.jsonl.gz')))
  const evidence = 'audit log of a real 1.25 API server for 20 kubectl commands'
  return [
    {
      id: 'api-calls',
      behaviour: 'API calls: the requests that a kubectl command causes, by whom',
      evidence,
      agree: grade.matched,
      of: grade.recorded,
      medianErrorPercent: null,
      differs: [...grade.byName]
        .filter(([, { missing, extra }]) => missing.length + extra.length > 0)
        .map(([name]) => name),
      notModelled: 'Which of two writers loses a race is chance; kubectl edit, autoscale'
    },
    {
      id: 'api-call-order',
      behaviour: 'API calls: commands whose requests come in the same order, but for lost races',
      evidence,
      agree: grade.settled,
      of: grade.bySettled.size,
      medianErrorPercent: null,
      differs: [],
      notModelled: ''
    }
  ]
}

function deploymentRows(): LedgerRow[] {
  const cases = lines<DeploymentCase>(text('deployment-cases.jsonl'))
  const same = cases.filter((one) => agrees(one, runDeploymentCase(one)))
  return [
    {
      id: 'deployments',
      behaviour: 'Rolling updates: sizes of both ReplicaSets, step by step',
      evidence: 'real deployment and replicaset controllers',
      agree: same.length,
      of: cases.length,
      medianErrorPercent: null,
      differs: cases.filter((one) => !same.includes(one)).map(({ id }) => id),
      notModelled: ''
    }
  ]
}

function podRows(): LedgerRow[] {
  const { lines: found, byPod } = gradeLives(lines<RecordedLife>(unzipped('pods/lives.jsonl.gz')), [1, 2])
  return Object.entries(found).map(([aspect, [matched, recorded]]) => ({
    id: `pods-${aspect.replaceAll(' ', '-')}`,
    behaviour: `Lives of pods: ${aspect}`,
    evidence: `real kubelet and containerd, ${byPod.size} pods`,
    agree: matched,
    of: recorded,
    medianErrorPercent: null,
    differs: [...byPod].filter(([, aspects]) => !aspects.get(aspect as 'events')!.same).map(([pod]) => pod),
    notModelled: 'The order of what happens in the same instant on a loaded node'
  }))
}
