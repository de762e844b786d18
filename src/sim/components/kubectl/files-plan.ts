import { fail, ok, type Result } from '../../../base/result'
import { homeOf } from './home'
import type { Plan } from './resources'
import { checkErr, Failure } from './script/failure'
import { checkFilenames, readFiles, type Read } from './script/manifest'
import type { Kubectl, Session } from './session'

/** Whether `-f` or `-k` name objects. */
export const namesFiles = ({ flags }: Session): boolean => flags.filename !== undefined || flags.kustomize !== undefined

/** What the objects in the files of `-f` and `-k` are on the server. Models resource.Builder with FilenameParam and Latest. */
export function planOfFiles({ session, context, namespace }: Kubectl): Result<Plan> {
  const { args, flags } = session
  if (args.length > 0)
    return fail('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well')
  const reader = { flags, session, namespace, discovered: context.discovered, directory: homeOf(session) }
  let reads: readonly Read[]
  try {
    checkFilenames(reader, false)
    reads = readFiles(reader, false)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return fail(plainText(error))
  }
  const asks: Plan['asks'][number][] = []
  for (const read of reads) {
    if ('problem' in read) return fail(plainText(new Failure(read.problem)))
    const { kind, apiVersion, name, namespace: of } = read.info
    asks.push({ mapping: { kind, apiVersion }, name, ...(of !== '' && { namespace: of }) })
  }
  return ok({ asks, single: asks.length === 1, warnings: [] })
}

const plainText = ({ problem }: Failure): string => checkErr(problem).text.replace(/^error: |\n$/g, '')
