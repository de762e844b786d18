import { machine as apiProbes } from './api-probes/machine'
import { view as apiProbesView } from './api-probes/view'
import { machine as calicoNode } from './calico-node/machine'
import { view as calicoNodeView } from './calico-node/view'
import { machine as clients } from './clients/machine'
import { view as clientsView } from './clients/view'
import { machine as cloud } from './cloud/machine'
import { view as cloudView } from './cloud/view'
import { machine as cloudControllerManager } from './cloud-controller-manager/machine'
import { view as cloudControllerManagerView } from './cloud-controller-manager/view'
import { machine as clusterAutoscaler } from './cluster-autoscaler/machine'
import { view as clusterAutoscalerView } from './cluster-autoscaler/view'
import { machine as externalProvisioner } from './external-provisioner/machine'
import { view as externalProvisionerView } from './external-provisioner/view'
import { machine as webhookCertgen } from './kube-webhook-certgen/machine'
import { view as webhookCertgenView } from './kube-webhook-certgen/view'
import { machine as kubeadm } from './kubeadm/machine'
import { view as kubeadmView } from './kubeadm/view'
import { machine as metricsServer } from './metrics-server/machine'
import { view as metricsServerView } from './metrics-server/view'
import { machine as telemetryAgent } from './telemetry-agent/machine'
import { view as telemetryAgentView } from './telemetry-agent/view'
import { machine as meshProxy } from './mesh-proxy/machine'
import { view as meshProxyView } from './mesh-proxy/view'
import { machine as nginxIngress } from './nginx-ingress-controller/machine'
import { view as nginxIngressView } from './nginx-ingress-controller/view'
import { machine as gatewayFabric } from './nginx-gateway-fabric/machine'
import { view as gatewayFabricView } from './nginx-gateway-fabric/view'
import { machine as operator } from './operator/machine'
import { view as operatorView } from './operator/view'
import { machine as storage } from './storage/machine'
import { view as storageView } from './storage/view'

/** Statecharts of the components that few clusters begin with: loaded later, by `later.ts`. */
export const machines = {
  'api-probes': apiProbes,
  'calico-node': calicoNode,
  clients,
  cloud,
  'cloud-controller-manager': cloudControllerManager,
  'cluster-autoscaler': clusterAutoscaler,
  'external-provisioner': externalProvisioner,
  kubeadm,
  'kube-webhook-certgen': webhookCertgen,
  'metrics-server': metricsServer,
  'telemetry-agent': telemetryAgent,
  'mesh-proxy': meshProxy,
  'nginx-ingress-controller': nginxIngress,
  'nginx-gateway-fabric': gatewayFabric,
  operator,
  storage
}

/** How they show themselves. */
export const views = {
  'api-probes': apiProbesView,
  'calico-node': calicoNodeView,
  clients: clientsView,
  cloud: cloudView,
  'cloud-controller-manager': cloudControllerManagerView,
  'cluster-autoscaler': clusterAutoscalerView,
  'external-provisioner': externalProvisionerView,
  kubeadm: kubeadmView,
  'kube-webhook-certgen': webhookCertgenView,
  'metrics-server': metricsServerView,
  'telemetry-agent': telemetryAgentView,
  'mesh-proxy': meshProxyView,
  'nginx-ingress-controller': nginxIngressView,
  'nginx-gateway-fabric': gatewayFabricView,
  operator: operatorView,
  storage: storageView
}
