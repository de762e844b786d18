import { addressOf } from '../../../protocol'
import type { ExternalProvisioner } from '../context'
import type { Outbox } from '../messages'

/** Tells this machine's kubelet of its driver. Models kubernetes-csi/node-driver-registrar cmd/csi-node-driver-registrar/node_register.go. */
export function register({ options, machine }: ExternalProvisioner, out: Outbox): void {
  out.send(addressOf('kubelet', machine), { type: 'csi.register', driver: options.provisioner })
}

/** The kubelet has taken note of it, or why not. Models registrationServer.NotifyRegistrationStatus. */
export function registered(error: string, out: Outbox): void {
  if (error === '')
    return out.log('I', 'main.go:107] "Received NotifyRegistrationStatus call" status="plugin_registered:true"')
  out.log(
    'E',
    `main.go:109] "Registration process failed with error, restarting registration container" err=${JSON.stringify(error)}`
  )
  out.exit(error, 1)
}
