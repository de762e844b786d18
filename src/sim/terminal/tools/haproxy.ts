import { haproxyConfigPath } from '../../components/load-balancer/config-file/text'
import { writtenConfig } from '../../components/load-balancer/config-file/later'
import { Exit } from '../../../base/panic'
import { failed, flagOf, has, said, type Tool } from './tool'

/** `haproxy -c -f FILE`: what HAProxy would say of a configuration before it starts with it. */
export const haproxy: Tool = ({ args, disk, machine, world }) => {
  if (machine?.id !== 'lb') return { code: 127, stderr: 'bash: haproxy: command not found\n' }
  if (has(args, '-v', '-vv')) return said('HAProxy version 2.6.12-1+deb12u2 2025/04/16 - https://haproxy.org/\n')
  const path = flagOf(args, '-f') ?? haproxyConfigPath
  const text = disk.get(path)
  if (!has(args, '-c'))
    return failed("the lab's haproxy is started by systemd: systemctl start haproxy; -c checks a configuration\n")
  if (text === undefined)
    return failed(`[ALERT]    (1) : config : Could not open configuration file ${path} : No such file or directory\n`)
  try {
    writtenConfig()(text, world.setup.flags)
    return said('Configuration file is valid\n')
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    return failed(`${error.message}\n`)
  }
}
