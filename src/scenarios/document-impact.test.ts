import { expect, it } from 'vitest'
import { besideDocument } from './document-impact'
import { seconds } from '../base/time'
import { presetOf } from './presets'

it('marks a row where it is otherwise than the document claims, and none that is not known or that it claims nothing of', () => {
  const scenario = presetOf('single-master-fails')!
  const rows = besideDocument(scenario, seconds(20), [
    { id: 'pod-restart', status: 'ok' },
    { id: 'kubectl', status: 'failed' },
    { id: 'running-pods', status: 'degraded' },
    { id: 'scaling', status: 'unknown' },
    { id: 'master', status: 'failed' }
  ])
  const differing = rows.filter(({ differs }) => differs).map(({ id }) => id)
  // "Fails: a crashed pod is not restarted", but its kubelet restarts it; "Continue running", but not all do.
  expect(differing.sort()).toEqual(['pod-restart', 'running-pods'])
})

it('says nothing about the time before the fault', () => {
  const rows = [{ id: 'kubectl', status: 'ok' }]
  expect(besideDocument(presetOf('single-master-fails')!, seconds(5), rows)).toEqual(rows)
})
