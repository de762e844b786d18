import { expect, it } from 'vitest'
import type { KubeObject } from '../../api/types'
import { ask, type Answer, type Asked } from './test-ask'

const service = (name: string, spec: object = {}): Asked => ({
  verb: 'create',
  resource: 'services',
  namespace: 'default',
  body: { metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } }
})
const list: Asked = { verb: 'list', resource: 'ipaddresses' }
const parents = ({ body }: Answer): string[] =>
  (body as unknown as { items: KubeObject[] }).items.map((one) => {
    const { parentRef } = one.spec as { parentRef: { name: string } }
    return `${parentRef.name} ${one.metadata.name}`
  })
const addressOf = (answers: readonly Answer[], i: number): string =>
  (answers[i]!.body.spec as { clusterIP: string }).clusterIP

it('makes an IPAddress with a Service, and takes it away with it', () => {
  const { answers } = ask([
    service('a'),
    service('headless', { clusterIP: 'None' }),
    list,
    { verb: 'delete', resource: 'services', namespace: 'default', name: 'a' },
    list
  ])
  const own = `a ${addressOf(answers, 0)}`
  expect(parents(answers[2]!)).toEqual(expect.arrayContaining(['kubernetes 10.96.0.1', own]))
  expect(parents(answers[2]!)).toHaveLength(2)
  expect(parents(answers[4]!)).toEqual(['kubernetes 10.96.0.1'])
})

it('gives addresses of ranges that are ready, each once', () => {
  const extra = { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name: 'extra' } }
  const { answers } = ask([
    { verb: 'create', resource: 'servicecidrs', body: { ...extra, spec: { cidrs: ['10.200.0.0/28'] } } },
    service('early', { clusterIP: '10.200.0.5' }),
    {
      verb: 'patch',
      resource: 'servicecidrs',
      subresource: 'status',
      name: 'extra',
      body: { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
      options: { patchType: 'merge' }
    },
    service('in', { clusterIP: '10.200.0.5' }),
    service('twice', { clusterIP: '10.200.0.5' }),
    service('edge', { clusterIP: '10.200.0.15' })
  ])
  expect(answers.map(({ code }) => code)).toEqual([201, 422, 200, 201, 422, 422])
  expect(answers[1]!.body.message).toContain('the provided network does not match the current range')
  expect(answers[4]!.body.message).toContain('provided IP is already allocated')
})

it('gives one to a Service that was only another name', () => {
  const patched = (spec: object): Asked => ({
    verb: 'patch',
    resource: 'services',
    namespace: 'default',
    name: 'a',
    body: { spec },
    options: { patchType: 'merge' }
  })
  const { answers } = ask([
    service('a', { type: 'ExternalName', externalName: 'example.com' }),
    patched({ type: 'ClusterIP', externalName: null }),
    list
  ])
  const { clusterIP, ...spec } = answers[1]!.body.spec as Record<string, unknown>
  expect(spec).toMatchObject({ clusterIPs: [clusterIP], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' })
  expect(parents(answers[2]!)).toContain(`a ${clusterIP as string}`)
})
