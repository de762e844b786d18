import { expect, test } from 'vitest'
import { runFake } from '../test-world'

const files = {
  'base/kustomization.yaml': `resources: [dep.yaml]
namePrefix: p-
labels: [{pairs: {team: x}, includeSelectors: true}]
configMapGenerator: [{name: conf, literals: [a=1]}]
images: [{name: nginx, newTag: "2"}]
`,
  'base/dep.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "nginx:1", envFrom: [{configMapRef: {name: conf}}]}]}
`,
  'over/kustomization.yaml': `resources: [../base]
namespace: prod
nameSuffix: -s
replicas: [{name: web, count: 4}]
`,
  'bad/kustomization.yaml': 'resources: []\nnope: 1\n'
}
const kustomize = (path: string) => runFake(`kubectl kustomize ${path}`, () => 'silence', { files })

test('layers change names, and what refers to them follows', () => {
  const { stdout, exit } = kustomize('over')
  expect(exit).toBe(0)
  const [configmap, deployment] = stdout.split('---\n')
  const [, name] = /name: (p-conf-s-[\w]{10})\n/.exec(configmap!) ?? []
  expect(name).toBeDefined()
  expect(deployment).toContain(`name: ${name!}`)
  expect(deployment).toContain('name: p-web-s\n  namespace: prod')
  expect(deployment).toContain('replicas: 4')
  expect(deployment).toContain('image: nginx:2')
  expect(deployment).toContain('matchLabels:\n      app: web\n      team: x')
})

test('what is wrong is said with its place', () => {
  expect(kustomize('bad').stderr).toBe('error: invalid Kustomization: json: unknown field "nope"\n')
  expect(kustomize('none').stderr).toMatch(
    /^error: must build at directory: not a valid directory: evalsymlink failure on 'none' : lstat \/.*\/none: no such/
  )
})
