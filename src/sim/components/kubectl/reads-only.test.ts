import { expect, test } from 'vitest'
import { commands } from './commands'
import { readsOnly } from './reads-only'

test.each([
  'get pods',
  'kubectl get pods -n kube-system -o wide',
  '-n kube-system get pods -w',
  'describe node worker-1',
  'logs web-1 -f',
  'top nodes',
  'events',
  'version',
  'api-resources',
  'rollout status deployment/web',
  'rollout history deployment web',
  'wait --for=condition=Ready pod/web',
  'create deployment d --image=nginx --dry-run=client',
  'apply -f - --dry-run=server',
  'delete pod web --help',
  'get "pods',
  'frobnicate pods',
  'scale deployment web --replicas=x',
  ''
])('only reads: %s', (line) => expect(readsOnly(line)).toBe(true))

test.each([
  'delete pod web',
  '-n team delete pod get',
  'create deployment get --image=nginx',
  'create deployment d --image=nginx --dry-run=none',
  'rollout restart deployment web',
  'rollout undo deployment web',
  'scale deployment web --replicas=3',
  'exec web -- cat /etc/hosts',
  'drain worker-1',
  'label pod web get=status'
])('acts: %s', (line) => expect(readsOnly(line)).toBe(false))

test('every command of the table that reads is one of upstream’s that do', () => {
  const reading = Object.keys(commands).filter((name) => commands[name]!.reads)
  expect(reading.sort()).toMatchInlineSnapshot(`
    [
      "api-resources",
      "api-versions",
      "apply view-last-applied",
      "auth can-i",
      "auth whoami",
      "cluster-info",
      "cluster-info dump",
      "completion",
      "config current-context",
      "config get-clusters",
      "config get-contexts",
      "config get-users",
      "config view",
      "describe",
      "diff",
      "events",
      "explain",
      "get",
      "kuberc view",
      "kustomize",
      "logs",
      "plugin list",
      "port-forward",
      "proxy",
      "rollout history",
      "rollout status",
      "top",
      "version",
      "wait",
    ]
  `)
})
