import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { client, missing } from '../../../../../serve/testing/clients'
import { runCommands } from '../../../../../rigs/state'

const kubeconfig = `apiVersion: v1
kind: Config
preferences: {}
clusters:
- cluster: {server: "https://10.0.0.11:6443", certificate-authority-data: Y2E=}
  name: lab
- cluster: {server: "https://prod.example.com", insecure-skip-tls-verify: true, tls-server-name: t}
  name: prod
contexts:
- context: {cluster: lab, user: admin}
  name: admin@lab
- context: {cluster: prod, user: ops, namespace: shop}
  name: prod
current-context: admin@lab
users:
- name: admin
  user: {client-certificate-data: Y2VydA==, client-key-data: a2V5}
- name: ops
  user: {token: abc}
- name: old
  user: {username: u, password: p}
- name: ex
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, args: [eks, get-token], interactiveMode: IfAvailable}}
`

const lines = `
config view
config view --raw
config view --minify
config view --minify --context=prod
config view --minify --context=nope
config view --flatten -o json
config view -o jsonpath={.users[0].name}
config view -o nope
config view x
config view --merge=false
config view --kubeconfig=nope
config get-contexts
config get-contexts --no-headers
config get-contexts prod nope nope2
config get-contexts -o name
config get-contexts -o yaml
config get-users
config use-context prod
config current-context
config use
config use-context nope
config set-context --current --namespace=dev
config set-context new --cluster=lab --user=admin
config set-context new -n y
config set-context
config set-context a --current
config set-context a b
config get-contexts
config set-cluster third --server=https://third:6443 --tls-server-name=x
config set-cluster third --server=https://other:6443
config set-cluster third --insecure-skip-tls-verify=true
config set-cluster third --certificate-authority=nope.crt --embed-certs
config set-cluster third --embed-certs
config set-cluster third --certificate-authority=kc --embed-certs
config set-cluster prod --certificate-authority=kc --insecure-skip-tls-verify
config set-cluster
config set-cluster third --proxy-url=http://x:1
config set-credentials bob --token=xyz
config set-credentials bob --username=b --password=c
config set-credentials bob --token=a --username=b
config set-credentials
config set-credentials bob --embed-certs
config set-credentials dan --exec-command=foo --exec-arg=bar,baz --exec-api-version=v1 --exec-env=A=B --exec-interactive-mode=Never
config set-credentials dan --exec-env=A- --exec-env=C=D
config set-credentials dan --exec-command=foo2
config set-credentials dan --exec-interactive-mode=x
config set-credentials dan --exec-env=x
config set-credentials eve --auth-provider=oidc --auth-provider-arg=client-id=foo --auth-provider-arg=x=y
config set-credentials eve --auth-provider-arg=client-id-
config set clusters.lab.server https://1.2.3.4
config set contexts.prod.namespace other
config set current-context prod
config set nope.x y
config set users.zed.token abc
config set clusters.my.dotted.server x
config set clusters.my.dotted.insecure-skip-tls-verify maybe
config set clusters.my.dotted.insecure-skip-tls-verify true
config set users.zed.client-key-data a2V5
config set users.zed.client-key-data cert! --set-raw-bytes
config set a
config unset contexts.prod.namespace
config unset users.bob
config unset users.none.token
config unset nope
config unset current-context
config view
config view --minify
config rename-context prod production
config rename-context nope x
config rename-context production admin@lab
config rename-context a
config delete-context new
config delete-context nope
config delete-context
config use-context production
config delete-context production
config delete-cluster third
config delete-cluster nope
config delete-user dan
config delete-user nope
config delete-user
config view --raw
`
  .trim()
  .split('\n')

describe.skipIf(missing())('kubectl config does to files, and says, what the released one does and says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-config-'))
  writeFileSync(join(folder, 'kc'), kubeconfig)
  const answers = runCommands(
    [],
    0,
    lines.map((line, i) => ({
      id: line,
      argv: ['kubectl', ...line.split(' ')],
      env: { KUBECONFIG: 'kc', HOME: folder },
      ...(i === 0 && { files: { kc: kubeconfig } })
    }))
  )
  test.each(lines.map((line, i) => [line, i] as const))('%s', (line, i) => {
    const { status, stdout, stderr } = spawnSync(client('kubectl'), line.split(' '), {
      cwd: folder,
      encoding: 'utf8',
      env: { HOME: folder, KUBECONFIG: 'kc', TERM: 'dumb' }
    })
    expect(existsSync(join(folder, 'kc')) && readFileSync(join(folder, 'kc'), 'utf8')).not.toBe('')
    expect(answers[i]).toEqual({ id: line, stdout, stderr, exit: status })
  })
})
