import { expect, test } from 'vitest'
import { tagsFor } from './tags-for'

const widthOf = (text: string) => text.length * 6
const node = (status: 'running' | 'stopped') =>
  [
    { kind: 'kubelet', title: 'kubelet' } as const,
    { kind: 'kube-proxy', title: 'kube-proxy' } as const,
    { kind: 'container-runtime', title: 'containerd' } as const
  ].map((process) => ({ ...process, status, health: 'ok' as const }))
const shown = (status: 'running' | 'stopped', width: number) =>
  tagsFor(node(status), width, widthOf).map(({ process, short }) => (short ? `${process.kind} short` : process.kind))

test('tags take less room instead of running over the edge of their card', () => {
  expect(shown('running', 200)).toEqual(['kubelet', 'kube-proxy', 'container-runtime'])
  // The signs of a crashed node take room.
  expect(shown('stopped', 210)).toEqual(['kubelet', 'kube-proxy', 'container-runtime'])
  expect(shown('stopped', 200)).toEqual(['kubelet short', 'kube-proxy short', 'container-runtime short'])
  expect(shown('stopped', 130)).toEqual(['kubelet short', 'kube-proxy short'])
  expect(shown('stopped', 70)).toEqual(['kubelet short'])
  expect(shown('stopped', 40)).toEqual([])
})
