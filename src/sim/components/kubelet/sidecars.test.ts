import { describe, expect, it } from 'vitest'
import type { ContainerStatus, PodSpec } from '../../api/types'
import { containersReady, phaseOf, podInitialized } from './phase'

const spec = {
  restartPolicy: 'Never',
  initContainers: [{ name: 'side', restartPolicy: 'Always' }, { name: 'setup' }],
  containers: [{ name: 'main' }]
} as object as PodSpec

const runs = (name: string, started = true): ContainerStatus =>
  ({ name, started, ready: started, state: { running: { startedAt: '' } } }) as ContainerStatus
const ended = (name: string, exitCode = 0): ContainerStatus =>
  ({ name, ready: exitCode === 0, state: { terminated: { exitCode } } }) as ContainerStatus
const waits = (name: string): ContainerStatus => ({ name, ready: false, state: { waiting: {} } }) as ContainerStatus

const again = (name: string): ContainerStatus =>
  ({ ...waits(name), lastState: { terminated: { exitCode: 1 } } }) as ContainerStatus

describe('a pod with a sidecar', () => {
  it.each([
    ['begins', [waits('side'), waits('setup')], [waits('main')], 'Pending'],
    ['sets up beside its sidecar', [runs('side'), runs('setup')], [waits('main')], 'Pending'],
    ['runs', [runs('side'), ended('setup')], [runs('main')], 'Running'],
    ['runs on while its sidecar starts again', [again('side'), ended('setup')], [runs('main')], 'Running'],
    ['is not over before its sidecar is', [runs('side'), ended('setup')], [ended('main')], 'Running'],
    ['has succeeded, however its sidecar ended', [ended('side', 137), ended('setup')], [ended('main')], 'Succeeded'],
    ['has failed by its own container', [ended('side'), ended('setup')], [ended('main', 3)], 'Failed']
  ])('%s', (_what, init, containers, phase) => {
    expect(phaseOf(spec, init, containers)).toBe(phase)
  })

  it('is initialised when the sidecar has started, and ready only with it', () => {
    const initialised = (init: ContainerStatus[]) => podInitialized(spec, init, [waits('main')], 'Pending').status
    expect(initialised([runs('side', false), ended('setup')])).toBe('False')
    expect(initialised([runs('side'), ended('setup')])).toBe('True')
    const ready = (side: ContainerStatus) => containersReady(spec, [side, runs('main')], 'Running').status
    expect(ready(waits('side'))).toBe('False')
    expect(ready(runs('side'))).toBe('True')
  })
})
