import { expect, test } from 'vitest'
import { excluded } from './excluded'
import { filterOf } from './selectors'

const whole = '[+]ping ok\n[-]etcd failed: reason withheld\n[+]shutdown ok\nreadyz check failed'

test('a check that is left out does not fail, and one that there is not is told', () => {
  expect(excluded('/readyz?exclude=etcd', whole)).toEqual({ code: 200, body: 'ok' })
  expect(excluded('/readyz?verbose&exclude=etcd&exclude=x', whole)).toEqual({
    code: 200,
    body:
      '[+]ping ok\n[+]etcd excluded: ok\n[+]shutdown ok\n' +
      'warn: some health checks cannot be excluded: no matches for "x"\nreadyz check passed\n'
  })
  expect(excluded('/readyz?exclude=ping', whole).code).toBe(500)
})

test('labels are compared as whole numbers, and those that are none are neither more nor less', () => {
  const chosen = (labelSelector: string, n: string) =>
    filterOf('', { labelSelector })({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { n } } })
  expect(chosen('n>3', '10')).toBe(true)
  expect(chosen('n<3', '10')).toBe(false)
  expect(chosen('n > 10', '10')).toBe(false)
  expect(chosen('n<3', 'x')).toBe(false)
  expect(chosen('n in(10,11)', '10')).toBe(true)
})
