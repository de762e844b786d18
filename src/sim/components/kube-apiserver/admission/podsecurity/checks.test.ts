import { describe, expect, it } from 'vitest'
import type { Pod, PodSpec } from '../../../../api/types'
import { violationsOf, violationText, type Level } from './checks'

const told = (level: Level, spec: Partial<PodSpec>): string =>
  violationText(
    violationsOf(level, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c' }], ...spec },
      status: {}
    } as Pod)
  )

describe('the Pod Security Standards', () => {
  it('let a plain pod pass but at the strictest level, which lists all that is missing', () => {
    expect(told('privileged', { hostNetwork: true })).toBe('')
    expect(told('baseline', {})).toBe('')
    expect(told('restricted', {})).toBe(
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'
    )
  })

  it('name what a pod takes of its node', () => {
    expect(
      told('baseline', { hostNetwork: true, hostPID: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] })
    ).toBe('host namespaces (hostNetwork=true, hostPID=true), hostPath volumes (volume "v")')
    expect(
      told('baseline', {
        containers: [
          { name: 'a', securityContext: { privileged: true }, ports: [{ containerPort: 80, hostPort: 80 }] },
          { name: 'b', securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] } } }
        ]
      })
    ).toBe(
      'non-default capabilities (container "b" must not include "NET_ADMIN" in securityContext.capabilities.add), hostPort (container "a" uses hostPort 80), privileged (containers "a", "b" must not set securityContext.privileged=true)'
    )
  })
})
