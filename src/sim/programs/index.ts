import type { Program } from './program'
import { program as calicoNode } from './calico-node/program'
import { program as cloudControllerManager } from './cloud-controller-manager/program'
import { program as clusterAutoscaler } from './cluster-autoscaler/program'
import { program as coredns } from './coredns/program'
import { program as etcd } from './etcd/program'
import { program as apiserver } from './kube-apiserver/program'
import { program as controllerManager } from './kube-controller-manager/program'
import { kindLocalPathProvisioner, localPathProvisioner, nfsSubdirProvisioner } from './external-provisioner/program'
import { csiSidecars } from './csi-sidecars/program'
import { program as webhookCertgen } from './kube-webhook-certgen/program'
import { program as metricsServer } from './metrics-server/program'
import { program as proxy } from './kube-proxy/program'
import { program as telemetryAgent } from './telemetry-agent/program'
import { program as meshProxy } from './mesh-proxy/program'
import { program as nginxIngress } from './nginx-ingress-controller/program'
import { gatewayController, gatewayNginx } from './nginx-gateway-fabric/program'
import { program as scheduler } from './kube-scheduler/program'

export type { Program } from './program'
export { elects, operator, writesFirst } from './operator/program'

/** What runs in pods as a process of its own: one folder and one line each. */
const programs: readonly Program[] = [
  etcd,
  apiserver,
  controllerManager,
  proxy,
  scheduler,
  coredns,
  calicoNode,
  metricsServer,
  cloudControllerManager,
  clusterAutoscaler,
  telemetryAgent,
  meshProxy,
  webhookCertgen,
  nginxIngress,
  gatewayController,
  gatewayNginx,
  localPathProvisioner,
  kindLocalPathProvisioner,
  nfsSubdirProvisioner,
  ...csiSidecars
]

const byRepository: ReadonlyMap<string, Program> = new Map(
  programs.map((program) => [program.repository ?? program.name, program])
)

/** What an image contains, by its repository on registry.k8s.io or with another registry's host. */
export const programIn = (repository: string): Program | undefined => byRepository.get(repository)
