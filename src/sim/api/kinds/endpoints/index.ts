import { validateIP, validateOrdinaryIP } from '../addresses'
import type { KindCode } from '../kind'
import { labelProblems, qualifiedNameProblems, subdomainProblems } from '../names'
import { changed, each, filled, list, optionalText, text, type Part } from '../parts'
import { validatePort } from '../pod/validate-probes'
import type { Problems } from '../problems'
import { columns } from './columns'

const subsetsOf = (object: object): readonly Part[] => list(({ ...object } as Part).subsets)

/** Models pkg/apis/core/validation validateEndpointAddress. */
function validateAddress(address: Part, at: string, problems: Problems): void {
  const [ip, host, node] = [text(address.ip), text(address.hostname), optionalText(address.nodeName)]
  validateIP(ip, `${at}.ip`, problems)
  if (host !== '') problems.allInvalid(`${at}.hostname`, host, labelProblems(host))
  if (node !== undefined) problems.allInvalid(`${at}.nodeName`, node, subdomainProblems(node))
  validateOrdinaryIP(ip, `${at}.ip`, problems)
}

/** Models validateEndpointPort. */
function validateEndpointPort(port: Part, needsName: boolean, at: string, problems: Problems): void {
  const name = text(port.name)
  if (name === '' && needsName) problems.required(`${at}.name`)
  else if (name !== '') problems.allInvalid(`${at}.name`, name, labelProblems(name))
  validatePort(port.port, `${at}.port`, problems)
  problems.oneOf(`${at}.protocol`, text(port.protocol), ['SCTP', 'TCP', 'UDP'])
  const application = optionalText(port.appProtocol)
  if (application !== undefined)
    problems.allInvalid(`${at}.appProtocol`, application, qualifiedNameProblems(application))
}

export const endpoints: KindCode = {
  columns,
  defaults: (object) =>
    subsetsOf(object).length === 0
      ? object
      : {
          ...object,
          subsets: each(subsetsOf(object), (subset) =>
            changed(subset, { ports: (ports) => each(ports, (port) => filled(port, { protocol: 'TCP' })) })
          )
        },
  validate: (object, problems) =>
    subsetsOf(object).forEach((subset, i) => {
      const here = `subsets[${i}]`
      const [ready, waiting, ports] = [subset.addresses, subset.notReadyAddresses, subset.ports].map(list)
      if (ready!.length === 0 && waiting!.length === 0)
        problems.required(here, 'must specify `addresses` or `notReadyAddresses`')
      ready!.forEach((address, j) => validateAddress(address, `${here}.addresses[${j}]`, problems))
      waiting!.forEach((address, j) => validateAddress(address, `${here}.notReadyAddresses[${j}]`, problems))
      ports!.forEach((port, j) => validateEndpointPort(port, ports!.length > 1, `${here}.ports[${j}]`, problems))
    })
}
