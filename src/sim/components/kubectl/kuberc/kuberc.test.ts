import { expect, test } from 'vitest'
import { runFake } from '../test-world'

const home = ['', 'home', 'user'].join('/')
const kuberc = `apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
aliases:
- {name: getn, command: get, prependArgs: [nodes], options: [{name: output, default: name}]}
- {name: get, command: delete}
defaults:
- {command: get, options: [{name: output, default: wide}]}
`
const typed = (line: string, file = kuberc) => {
  const asked: string[] = []
  const ran = runFake(
    line,
    ({ resource, options }) => {
      asked.push(`${resource} ${options?.labelSelector ?? ''}`.trim())
      const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' }, spec: {}, status: {} }
      return { code: 200, body: { apiVersion: 'v1', kind: 'NodeList', metadata: {}, items: [node] } }
    },
    { files: { [`${home}/.kube/kuberc`]: file } }
  )
  return { ...ran, asked }
}

test('an alias is another command with words before its own, and flags that are not given have its values', () => {
  expect(typed('getn')).toMatchObject({ stdout: 'node/a\n', asked: ['nodes'] })
  expect(typed('getn -l x=y -o jsonpath={.items[*].metadata.name}')).toMatchObject({
    stdout: 'a',
    asked: ['nodes x=y']
  })
})

test('a command that is built in is no alias; its defaults count unless the flag is given in any form', () => {
  expect(typed('get nodes --no-headers').stdout).toMatch(/^a +Unknown +<none> .*<none>/)
  expect(typed('get nodes -oname').stdout).toBe('node/a\n')
})

test('what is wrong with preferences is said before anything is done', () => {
  const wrong = (line: string, file?: string) => typed(line, file).stderr
  expect(wrong('getn', kuberc.replace('name: output, default: name', 'name: nope, default: x'))).toBe(
    'error occurred while applying preferences invalid alias flag nope in alias kubectl\n'
  )
  expect(wrong('get nodes --kuberc nowhere')).toBe(
    'error occurred while applying preferences kuberc error kuberc: open nowhere: no such file or directory\n'
  )
  expect(wrong('kuberc set --section defaults --command get --option output=json')).toBe(
    'error: defaults for command "get" already exist, use --overwrite to replace\n'
  )
})

test('requests are told as 1.36 tells them', () => {
  const { stderr } = typed('get nodes -v=7')
  expect(stderr).toContain('kuberc: using entry 1 (kubectl.config.k8s.io/v1beta1) in ')
  expect(stderr).toContain(`loader.go:407] Config loaded from file:  ${home}/.kube/config\n`)
  expect(stderr).toMatch(
    /round_trippers\.go:527\] "Request" verb="GET" url="https:\S+\/nodes\?limit=500" headers=<\n\tAccept: .*\n\tUser-Agent: kubectl\/v1\.36\.3 .*\n >\n.*"Response" status="200 OK" milliseconds=\d+\n/
  )
})
