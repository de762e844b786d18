import { expect, it } from 'vitest'
import { type } from './test-lines'

const talk = `run talk --image=busybox --command -- sh -c 'echo hello; sleep 3600'`

it('shows what a container printed, and runs further processes in it', () => {
  const [, logs, exec, , waiting, previous] = type([
    [1, talk],
    [15, 'logs talk'],
    [16, `exec talk -- sh -c 'echo out; exit 3'`],
    [17, 'run none --image=nosuch/image:1'],
    [18, 'logs none'],
    [19, 'logs talk --previous']
  ])
  expect(logs).toMatchObject({ text: 'hello\n', code: 0 })
  expect(exec).toMatchObject({ text: 'out\ncommand terminated with exit code 3\n', code: 3 })
  expect(waiting!.text).toBe(
    `Error from server (BadRequest): container "none" in pod "none" is waiting to start: image can't be pulled\n`
  )
  expect(previous!.text).toBe(
    'Error from server (BadRequest): previous terminated container "talk" in pod "talk" not found\n'
  )
})

it('keeps the log of the container before', () => {
  const [, previous] = type([
    [1, `run once --image=busybox --command -- sh -c 'echo first; sleep 5; exit 1'`],
    [25, 'logs once -p']
  ])
  expect(previous).toMatchObject({ text: 'first\n', code: 0 })
})

it.each([
  ['20s kill worker-1/kubelet', 'connect: connection refused', 0.2],
  ['20s crash worker-1', 'i/o timeout', 30]
])('%s: the API server cannot reach the kubelet', (fault, why, atLeast) => {
  const [, logs, exec] = type(
    [
      [1, talk],
      [30, 'logs talk'],
      [31, 'exec talk -- ls']
    ],
    fault
  )
  const address = '10.0.1.21:10250'
  expect(logs!.text).toBe(
    `Error from server: Get "https://${address}/containerLogs/default/talk/talk": dial tcp ${address}: ${why}\n`
  )
  // As recorded of 1.36, whose kubelets take WebSockets; the state's test has one whose Node does not say so.
  expect(exec!.text).toBe(`error: unable to upgrade connection: error dialing backend: dial tcp ${address}: ${why}\n`)
  expect(logs!.took).toBeGreaterThan(atLeast - 0.2)
  expect(logs!.took).toBeLessThan(atLeast + 0.5)
})
