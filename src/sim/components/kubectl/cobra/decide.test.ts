import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { client, missing } from '../../../../serve/testing/clients'
import { decide } from './decide'
import { pageText } from './prose'

/** What the line prints if no command runs, as the released one does: exit code, stdout, stderr. */
function ours(words: readonly string[]): readonly [number, string, string] | undefined {
  const decision = decide(words)
  const notices = decision.notices.join('')
  if (decision.do === 'refuse') return [1, '', `${notices}error: ${decision.error.replace(/\n$/, '')}\n`]
  if (decision.do === 'run') return undefined
  const { page } = decision
  const text = pageText(page, '/somewhere')
  return [page.code, page.stream === 'stdout' ? text : '', notices + (page.stream === 'stderr' ? text : '')]
}

const lines = `
frobnicate
ls
GET pods
gt pods
creat deployment
roll out status
--nope get
--foo bar
-n
-h
help get pods
help create dep
help foo bar
help
options foo
options --nope
alpha
get pods -x
get pods -wx
get pods -o
get --output
get pods --watch=maybe
get pods -A=x
get pods -v=x
get pods -v 99999999999
get pods --chunk-size=1.5
get pods --chunk-size=99999999999999999999
get pods ---x
get pods --=x
get pods --label_columns
logs x --since=abc
logs x --since=5
logs x --since=5x
logs x --since=
logs x --tail=0x
get pods -L=a"b
get pods -L "x
run x
run
create cronjob x --image=i
create cronjob x
create deployment x
create clusterrolebinding x
create service externalname x
autoscale deploy x
scale deploy x
kuberc set
config viw
config get-context a b
rollout
rollout stat deploy/x
set
set imag
top
top pds
auth cani
certificate aprove
certificate
plugin lst
create secret nope
create secret
create svc foo
create service
get pods --profile=nope
get pods --log-flush-frequency=x
get --foo pods -h
get pods --help --nope
autoscale deploy x --cpu-percent=a --max=3
create clusterrole x --aggregation-rule=a
set env --set_image
expose --port
port-forward --pod-running-timeout=x
proxy --port=x
drain x --grace-period=x
drain x --timeout
delete pods --cascade --nope
create -f x --validate --nope
apply -f x --dry-run --nope
kuberc
`
  .trim()
  .split('\n')
  .map((line) => line.split(' '))

describe.skipIf(missing())('what kubectl answers before a command runs is what the released one answers', () => {
  test.each(lines.map((words) => [words.join(' '), words] as const))('%s', (_, words) => {
    const { status, stdout, stderr } = spawnSync(client('kubectl'), words, {
      encoding: 'utf8',
      env: { TERM: 'dumb', HOME: '/somewhere', KUBECONFIG: '/dev/null' }
    })
    expect(ours(words)).toEqual([status, stdout, stderr])
  })
})
