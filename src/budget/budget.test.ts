import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { seconds } from '../base/time'
import { defaultFlags } from '../scenarios'
import type { Flags } from '../sim'
import {
  beginDeath,
  budgetOf,
  defaults,
  expected,
  flagsOf,
  objections,
  piecesOf,
  refusalOf,
  sampleOf,
  settings,
  soundFrom,
  type Values
} from '.'

describe('settings of the timer budget', () => {
  it('stand at their defaults without an objection', () => {
    expect(objections(defaults)).toEqual([])
    expect(refusalOf(defaults)).toBe('')
    expect(piecesOf(defaults)).toEqual([])
  })

  it("are refused in upstream's words, and named unsafe with a reason", () => {
    const refused = { ...defaults, 'leader-elect-lease-duration': 10, 'etcd-election-timeout': 400 }
    expect(objections(refused).map(({ kind, text }) => [kind, text])).toEqual([
      ['refused', expect.stringContaining('leaseDuration must be greater than renewDeadline')],
      ['refused', expect.stringContaining('should be at least as 5 times as --heartbeat-interval[100ms]')]
    ])
    const unsafe = { ...defaults, 'node-monitor-grace-period': 15, tolerationSeconds: 0, 'haproxy-fall': 1 }
    expect(objections(unsafe).map(({ id, kind }) => [id, kind])).toEqual([
      ['node-monitor-grace-period', 'unsafe'],
      ['tolerationSeconds', 'unsafe'],
      ['haproxy-fall', 'unsafe']
    ])
    // Kubelets that renew more often may be missed sooner.
    expect(objections({ ...defaults, 'node-monitor-grace-period': 15, nodeLeaseDurationSeconds: 20 })).toEqual([])
  })

  it('begin to be sound within their sliders, at or below the default', () => {
    for (const setting of settings) {
      expect(soundFrom(setting), setting.id).toBeLessThanOrEqual(defaults[setting.id])
      expect(setting.max, setting.id).toBeGreaterThanOrEqual(defaults[setting.id])
    }
  })

  it('are copied to whom they belong, under their own names', () => {
    const pieces = piecesOf({
      'node-monitor-grace-period': 20,
      tolerationSeconds: 60,
      nodeLeaseDurationSeconds: 20,
      'leader-elect-lease-duration': 12,
      'haproxy-fall': 2,
      'haproxy-inter': 1_000,
      'etcd-election-timeout': 2_000
    })
    const text = new Map(pieces.map((piece) => [piece.tool, piece.text]))
    expect([...text.keys()]).toEqual(['kubeadm', 'kubelet', 'etcd', 'HAProxy'])
    expect(text.get('kubeadm')).toMatch(
      /apiServer:\n {2}extraArgs:\n {4}- name: default-not-ready-toleration-seconds\n {6}value: "60"/
    )
    expect(text.get('kubeadm')).toMatch(
      /etcd:\n {2}local:\n {4}extraArgs:\n {6}- name: election-timeout\n {8}value: "2000"/
    )
    expect(text.get('kubelet')).toContain('nodeLeaseDurationSeconds: 20')
    expect(text.get('HAProxy')).toContain('inter 1000ms fall 2')
  })
})

/** The flags of a run that pasted configuration gives, read as each tool reads its own. */
function appliedOf(pieces: ReturnType<typeof piecesOf>): Flags {
  const found: Record<string, number> = {}
  const seconds = (text: string) => Number(/^(\d+)s?$/.exec(text)?.[1])
  for (const { tool, text } of pieces) {
    if (tool === 'etcd') found['etcd-election-timeout-ms'] = Number(/^--election-timeout=(\d+)\n$/.exec(text)?.[1])
    if (tool === 'HAProxy') {
      const [, inter, fall] = /^ {2}default-server check inter (\d+)ms fall (\d+)\n$/.exec(text) ?? []
      Object.assign(found, { 'haproxy-inter-ms': Number(inter), 'haproxy-fall': Number(fall) })
    }
    if (tool !== 'kubeadm' && tool !== 'kubelet') continue
    const file = parse(text) as Configuration
    expect(file.kind).toBe(tool === 'kubeadm' ? 'ClusterConfiguration' : 'KubeletConfiguration')
    if (file.nodeLeaseDurationSeconds !== undefined) found['node-lease-duration-s'] = file.nodeLeaseDurationSeconds
    for (const part of [file.apiServer, file.controllerManager, file.scheduler])
      for (const { name, value } of part?.extraArgs ?? []) found[name] = seconds(value)
    for (const { name, value } of file.etcd?.local.extraArgs ?? []) found[`etcd-${name}-ms`] = Number(value)
  }
  return found
}

interface Arguments {
  readonly extraArgs: readonly { readonly name: string; readonly value: string }[]
}
interface Configuration {
  readonly kind: string
  readonly nodeLeaseDurationSeconds?: number
  readonly apiServer?: Arguments
  readonly controllerManager?: Arguments
  readonly scheduler?: Arguments
  readonly etcd?: { readonly local: Arguments }
}

describe('what is copied', () => {
  const all: Values = {
    'node-monitor-grace-period': 24,
    tolerationSeconds: 60,
    nodeLeaseDurationSeconds: 20,
    'leader-elect-lease-duration': 12,
    'haproxy-fall': 2,
    'haproxy-inter': 1_000,
    'etcd-election-timeout': 2_000
  }

  it('gives, read by each tool, the settings of the run that was measured', () => {
    expect(appliedOf(piecesOf(all))).toEqual(flagsOf(all))
    expect(refusalOf(all)).toBe('')
  })

  it.each(settings.map(({ id }) => id))('holds %s alone where nothing else was changed', (id) => {
    const one = { ...defaults, [id]: all[id] }
    const applied = appliedOf(piecesOf(one))
    // HAProxy's line says both of its numbers: the other one is the default.
    expect(applied).toMatchObject(flagsOf(one))
    for (const [flag, value] of Object.entries(applied))
      expect(value, flag).toBe(flagsOf(one)[flag] ?? defaultFlags[flag])
  })
})

describe('a budget', () => {
  const samples = [
    { detect: seconds(40), decide: seconds(5), evict: seconds(300), schedule: 20_000, start: 600_000, route: 200_000 },
    { detect: seconds(44), decide: seconds(5), evict: seconds(300), schedule: 20_000, start: 700_000, route: 200_000 },
    { detect: seconds(48), decide: seconds(5) }
  ]

  it('is of medians, says of how many runs, and does not call whole what was not', () => {
    const budget = budgetOf('worker', samples)
    expect(budget).toMatchObject({ runs: 3, whole: 2 })
    expect(budget.steps[0]).toEqual({ step: 'detect', median: seconds(44), min: seconds(40), max: seconds(48) })
    expect(budget.total).toBeGreaterThan(seconds(345))
  })

  it('is expected to change by what its settings changed', () => {
    const measured = budgetOf('worker', samples)
    const faster = {
      ...defaults,
      'node-monitor-grace-period': defaults['node-monitor-grace-period'] - 20,
      tolerationSeconds: 60
    }
    const steps = new Map(expected(measured, defaults, faster).steps.map(({ step, median }) => [step, median]))
    expect(steps.get('detect')).toBe(seconds(24))
    expect(steps.get('evict')).toBe(seconds(60))
  })

  it('of a worker is as long as its settings say, step by step', () => {
    const fast = { ...defaults, 'node-monitor-grace-period': 20, tolerationSeconds: 30 }
    const begun = beginDeath('worker', fast, 3)
    if (!begun.ok) throw new Error(begun.error)
    begun.value.simulation.history.advance(begun.value.until)
    const sample = sampleOf('worker', begun.value)
    expect(sample.detect).toBeGreaterThan(seconds(10))
    expect(sample.detect).toBeLessThan(seconds(26))
    expect(sample.evict).toBeGreaterThan(seconds(29))
    expect(sample.evict).toBeLessThan(seconds(31))
    expect(sample.start).toBeGreaterThan(0)
    expect(sample.route).toBeGreaterThan(0)
  })
})
