import { list, optionalText, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'

const policies = ['Always', 'Never', 'OnFailure']

/** Models core/validation validateContainerRestartPolicy: a container's own policy, and rules for exit codes. */
export function validateRestart(container: Part, at: string, problems: Problems): void {
  const policy = optionalText(container.restartPolicy)
  const rules = list(container.restartPolicyRules)
  if (policy !== undefined && !policies.includes(policy)) problems.notSupported(`${at}.restartPolicy`, policy, policies)
  if (rules.length > 0 && policy === undefined)
    problems.required(`${at}.restartPolicy`, 'must specify restartPolicy when restart rules are used')
  if (rules.length > 20) problems.tooLong(`${at}.restartPolicyRules`, 'may not be more than 20 bytes')
  rules.forEach((rule, i) => {
    const here = `${at}.restartPolicyRules[${i}]`
    const action = text(rule.action)
    if (action === '') problems.required(`${here}.action`, 'must specify action')
    else if (action !== 'Restart' && action !== 'RestartAllContainers')
      problems.notSupported(`${here}.action`, action, ['Restart', 'RestartAllContainers'])
    const codes = part(rule.exitCodes)
    if (!codes) return problems.required(`${here}.exitCodes`, 'must be specified')
    const operator = text(codes.operator)
    if (operator === '') problems.required(`${here}.exitCodes.operator`, 'must be specified')
    else if (operator !== 'In' && operator !== 'NotIn')
      problems.notSupported(`${here}.exitCodes.operator`, operator, ['In', 'NotIn'])
    if (texts(codes.values).length > 255) problems.tooLong(`${here}.exitCodes.values`, 'may not be more than 255 bytes')
  })
}
