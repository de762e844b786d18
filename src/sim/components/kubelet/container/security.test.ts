import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../api/types'
import { processOf, rootProblem, whose } from './security'

const pod = (spec: object, container: object = {}): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', uid: 'u1' },
    spec: { containers: [{ name: 'app', ...container }], ...spec }
  }) as unknown as Pod

const of = (spec: object, container: object = {}) => {
  const whole = pod(spec, container)
  return processOf(whole, whole.spec.containers[0]!, 'worker-1')
}

describe('who a container’s process is', () => {
  it('what it says itself goes before what its pod says', () => {
    expect(of({ securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000 } })).toEqual({
      user: { uid: 1000, gid: 3000, groups: [2000] }
    })
    const own = { securityContext: { runAsUser: 7, readOnlyRootFilesystem: true } }
    expect(of({ securityContext: { runAsUser: 1000, runAsNonRoot: true } }, own)).toEqual({
      user: { uid: 7, gid: 0, groups: [] },
      readOnly: true
    })
  })

  it('who must not be root is known by number, or asked of the image', () => {
    expect(of({ securityContext: { runAsNonRoot: true } })).toEqual({ mustNotBeRoot: true })
    const root = pod({ securityContext: { runAsNonRoot: true, runAsUser: 0 } })
    expect(`${rootProblem(root, root.spec.containers[0]!)} ${whose(root, root.spec.containers[0]!)}`).toBe(
      'container\'s runAsUser breaks non-root policy (pod: "web_default(u1)", container: app)'
    )
  })

  it('has its pod’s hostname, on its host’s network the host’s', () => {
    expect(of({ hostname: 'db' })).toEqual({ hostname: 'db' })
    expect(of({ hostname: 'db', hostNetwork: true })).toEqual({ hostname: 'worker-1' })
  })

  it('leaves its last word where its spec says', () => {
    expect(of({}, { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' })).toEqual({})
    expect(of({}, { terminationMessagePath: '/tmp/last', terminationMessagePolicy: 'FallbackToLogsOnError' })).toEqual({
      message: { path: '/tmp/last', fallsBack: true }
    })
  })
})
