import { describe, expect, it } from 'vitest'
import { seconds } from '../../../../base/time'
import { createSimulation } from '../../..'
import type { Behaviour } from '../behaviour'
import { targetsOf } from './calls'

const application = (name: string, env: Readonly<Record<string, string>>) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{ name: c, image: example.org/${name}:1, ports: [{ containerPort: 80 }], env: ${JSON.stringify(Object.entries(env).map(([key, value]) => ({ name: key, value })))} }]
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
---`

const manifests = `${application('front', { CART_ADDR: 'cart:80', HELPER_ADDR: 'not-installed:80' })}
${application('cart', { STORE_URL: 'http://store/items', FRONT_ADDR: 'front:80' })}
${application('store', {})}
apiVersion: v1
kind: Pod
metadata: { name: box }
spec: { containers: [{ name: box, image: "curlimages/curl", command: [sleep, "3600"] }] }
`

describe('an application that its environment tells of others', () => {
  it('answers when they do, and says who is missing, however far behind; nobody asks about its health in vain', () => {
    const { history, breaches } = createSimulation({
      cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
      flags: { 'client-rate-per-s': 0 },
      seed: 1,
      manifests: [manifests],
      kubectl: [
        'exec box -- curl -s front',
        'scale deployment store --replicas=0',
        'exec box -- curl -s front',
        'exec box -- curl -s front/healthz',
        'scale deployment store --replicas=1',
        'exec box -- curl -s -o /dev/null -w "%{http_code}" front'
      ].map((line, i) => ({ at: seconds(20 + 10 * i), line })),
      faults: []
    })
    history.advance(seconds(80))
    expect(breaches).toEqual([])
    const said = history.timeline.facts.flatMap((found) =>
      found.fact === 'kubectl-output' && 'text' in found.detail ? [found.detail.text] : []
    )
    const [before, , without, health, , again] = said.slice(said.indexOf('pod/box created\n') + 1)
    expect(before).toMatch(/^front-/)
    expect(without).toMatch(/^cart:80: answered 500: store:80: dial tcp [\d.]+:80: connect: connection refused\n$/)
    expect(health).toMatch(/^front-/)
    expect(again).toBe('200')
  })

  it('knows them by what their variables hold', () => {
    const env = {
      CART_SERVICE_ADDR: 'cartservice:7070',
      API_URL: 'https://api.shop.svc/v1',
      DATABASE_URL: 'postgres://me:secret@db:5432/shop',
      WORDPRESS_DB_HOST: 'wordpress-mysql',
      QUEUE_HOST: 'queue',
      QUEUE_PORT: '5671',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel:4317',
      CART_PORT: 'tcp://10.96.0.9:7070',
      SELF_ADDR: 'localhost:80',
      SERVICE_NAME: 'front',
      LISTEN_ADDR: '0.0.0.0:8080'
    }
    expect(targetsOf({ env } as unknown as Behaviour)).toEqual([
      'cartservice:7070',
      'api.shop.svc:443/v1',
      'db:5432',
      'wordpress-mysql:3306',
      'queue:5671'
    ])
  })
})
