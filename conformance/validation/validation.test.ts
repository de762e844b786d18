import { expect, test } from 'vitest'
import { linesOf } from '../data'
import { grade, type Case } from './grade'
import { Server } from './server'

type Sampled = Case & { readonly file: string }

/**
 * Of each recorded file every fourteenth of the requests that are answered as recorded: no one may fail again. Of FlowSchemas all
 * before the last of them: what is told often is told late.
 */
test('the API server answers the public sample as Kubernetes 1.36.3 did', () => {
  const server = new Server()
  const failed = linesOf<Sampled>('validation.jsonl.gz').flatMap((one) => {
    const found = grade(server, one)
    return found.length > 0 ? [`${one.file} ${one.id}: ${found[0]!}`] : []
  })
  expect(failed).toEqual([])
})
