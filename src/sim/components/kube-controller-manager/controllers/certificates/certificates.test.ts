import { describe, expect, it } from 'vitest'
import { base64, base64Decode } from '../../../../api/base64'
import type { KubeObject } from '../../../../api/types'
import { ControllerLab } from '../../../../testing/lab'
import { parseRequest } from './request'
import { apiClient, kubeletClient, kubeletServing, refusal } from './signers'

/** Of worker-1's kubelet: for its client certificate, and for what it serves under its name and 10.0.0.5. */
const client =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIeE1JR1lBZ0VBTURZeEZUQVRCZ05WQkFvTURITjVjM1JsYlRwdWIyUmxjekVkTUJzR0ExVUVBd3dVYzNsegpkR1Z0T201dlpHVTZkMjl5YTJWeUxURXdXVEFUQmdjcWhrak9QUUlCQmdncWhrak9QUU1CQndOQ0FBU0Y1NXdKCk5vdXJiQStudTNrT1plWWwwTXJkb0xkelMrSlc0NjdsSU14SE9kZUx5L3FFNUdpQVhEVnNtTWY3K3NKbHpwVWYKY2JPNUlPaExDVlk1Q0RhcG9BQXdDZ1lJS29aSXpqMEVBd0lEU0FBd1JRSWhBTTZKZWJtb1ZhNGZaOGEzZG12bwpDWDBFRHJRYnNXaWFLb2Z2cWl0cDEyYXdBaUIzVGh1ZWFkUmx5SmdvbnJhaHpIamFRbmJ0aERkeXE3bVlBYXZtCkE0SXZidz09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo='
const serving =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkhqQ0J4QUlCQURBMk1SVXdFd1lEVlFRS0RBeHplWE4wWlcwNmJtOWtaWE14SFRBYkJnTlZCQU1NRkhONQpjM1JsYlRwdWIyUmxPbmR2Y210bGNpMHhNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUVoZWVjCkNUYUxxMndQcDd0NURtWG1KZERLM2FDM2MwdmlWdU91NVNETVJ6blhpOHY2aE9Sb2dGdzFiSmpIKy9yQ1pjNlYKSDNHenVTRG9Td2xXT1FnMnFhQXNNQ29HQ1NxR1NJYjNEUUVKRGpFZE1Cc3dHUVlEVlIwUkJCSXdFSUlJZDI5eQphMlZ5TFRHSEJBb0FBQVV3Q2dZSUtvWkl6ajBFQXdJRFNRQXdSZ0loQUxrSzJtWWZqbXN6d1dzUGVXSWJ6eDVhClcwUWhRVHZPbTdDUlo3SUVrb0duQWlFQWlRYUVDajZvRU10OXRHTWJ3SUltOStXdkdoVXk2bmhPZ0RIM1pocUwKalFnPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K'

const clientUsages = ['digital signature', 'client auth']

describe('a certificate request', () => {
  it('tells whom it is for and under which names', () => {
    const bare = { dnsNames: 0, ipAddresses: 0, emailAddresses: 0, uris: 0 }
    const node = { commonName: 'system:node:worker-1', organizations: ['system:nodes'] }
    expect(parseRequest(client)).toEqual({ ...node, ...bare })
    expect(parseRequest(serving)).toEqual({ ...node, ...bare, dnsNames: 1, ipAddresses: 1 })
    expect(parseRequest(base64('no certificate request'))).toBeUndefined()
  })

  it('is signed for what its signer is for, and for nothing else', () => {
    const [own, served] = [parseRequest(client)!, parseRequest(serving)!]
    expect(refusal(kubeletClient, own, clientUsages)).toBe('')
    expect(refusal(kubeletClient, served, clientUsages)).toBe('DNS subjectAltNames are not allowed')
    expect(refusal(kubeletServing, served, ['digital signature', 'server auth'])).toBe('')
    expect(refusal(kubeletServing, own, ['server auth'])).toBe('DNS or IP subjectAltName is required')
    expect(refusal(apiClient, own, ['client auth', 'server auth'])).toBe(
      'invalid usage for client certificate: server auth'
    )
    expect(refusal('example.com/mine', own, clientUsages)).toBeUndefined()
  })

  it('is signed when it is approved, and not before', () => {
    const spec = { request: client, signerName: apiClient, usages: clientUsages, username: 'jane' }
    const asked = (status: object): KubeObject => ({
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: 'jane' },
      spec,
      status
    })
    type Signed = KubeObject & { status: { certificate?: string } }
    const its = new ControllerLab().until(5).put('certificatesigningrequests', asked({})).run(2)
    const certificate = () => its.list<Signed>('certificatesigningrequests')[0]!.status.certificate
    expect(certificate()).toBeUndefined()
    const approved = { type: 'Approved', status: 'True', reason: 'KubectlApprove', message: 'fine' }
    its.put('certificatesigningrequests', asked({ conditions: [approved] })).run(2)
    const text = base64Decode(certificate()!)
    expect(base64Decode(text.split('\n')[1]!)).toContain('subject: O=system:nodes, CN=system:node:worker-1')
  })
})
