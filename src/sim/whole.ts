import './first'
import * as yamlPackage from 'yaml'
import { yaml } from '../base/yaml-package'
import './api/schema-late'
import './api/cel/library'
import * as doing from './acts'
import { acts } from './acts-later'
import * as files from './by-hand/run'
import { byHand } from './by-hand/later'
import { meaningOf } from './api/explain/columns'
import apiWords from './api/explain/generated/explanations.json'
import { explanations } from './api/explain/types'
import * as podChecks from './api/kinds/pod/rare-checks'
import { podUpdates } from './api/kinds/pod/updates-later'
import { validatePodUpdate } from './api/kinds/pod/validate-update'
import { rareChecks } from './api/kinds/pod/rare-checks-later'
import * as kinds from './api/kinds/rare-kinds'
import { rareKinds } from './api/kinds/rare'
import { cellOf } from './api/table-cells'
import { tableCells } from './api/table-cells-late'
import { goDiff } from './api/go-diff'
import { goStruct } from './api/go-struct'
import { goForms } from './api/go-late'
import { kindOfDefinition } from './api/structural/definition'
import { objectTypeOf } from './api/structural/type'
import { overrides } from './command-line'
import * as commandLines from './command-line-overrides'
import { configured } from './components/kubelet/config-file/settings'
import { writtenConfig } from './components/kubelet/config-file/later'
import { writtenConfig as writtenHaproxy } from './components/load-balancer/config-file/later'
import { readConfig } from './components/load-balancer/config-file/read'
import { readCorefile } from './components/coredns/corefile'
import { answerTo } from './components/coredns/answer'
import { answers, writtenCorefile } from './components/coredns/later'
import * as audits from './components/kube-apiserver/audit/audit'
import { auditing } from './components/kube-apiserver/audit/later'
import { settingsIn } from './components/kube-proxy/config-file'
import { changedConfig } from './components/kube-proxy/later'
import { rareComponents } from './components/later'
import * as fewHave from './components/rare'
import * as etcd from './components/etcd/administration'
import { administration } from './components/etcd/later'
import { customOf, readCustom } from './components/kube-apiserver/apiextensions/body'
import * as definitions from './components/kube-apiserver/apiextensions/definition'
import { extensions } from './components/kube-apiserver/apiextensions/later'
import * as addressRepair from './components/kube-apiserver/address-repair'
import { review } from './components/kube-apiserver/authorization/reviews'
import * as tokens from './components/kube-apiserver/authentication/token-problems'
import * as components from './components/kube-apiserver/component-status'
import { excluded } from './components/kube-apiserver/excluded'
import { dumpLevels, dumpRequests } from './components/kube-apiserver/flow-dumps'
import { metricsText } from './components/kube-apiserver/metrics'
import * as evictions from './components/kube-apiserver/eviction'
import { inertWarnings } from './components/kube-apiserver/inert'
import * as proxies from './components/kube-apiserver/proxy'
import * as aggregating from './components/kube-apiserver/aggregating'
import * as reaching from './components/kube-apiserver/reach'
import * as shutdown from './components/kube-apiserver/shutdown'
import { rarely } from './components/kube-apiserver/rarely'
import { storageVersionHash } from './components/kube-apiserver/http/storage-version'
import { storageVersions } from './components/kube-apiserver/http/storage-version-late'
import * as limits from './components/kube-apiserver/admission/limitranger'
import { limitRanger } from './components/kube-apiserver/admission/limits-later'
import { webhooks } from './components/kube-apiserver/admission/webhook/later'
import { mutateByWebhooks } from './components/kube-apiserver/admission/webhook/mutating'
import { validateByWebhooks } from './components/kube-apiserver/admission/webhook/validating'
import * as podSecurity from './components/kube-apiserver/admission/podsecurity'
import { podSecurityStandards } from './components/kube-apiserver/admission/podsecurity/later'
import { iptablesSave } from './components/kube-proxy/iptables'
import { ipvsadmSave } from './components/kube-proxy/ipvs'
import { nftListRuleset } from './components/kube-proxy/nftables'
import { printedRules } from './components/kube-proxy/printed'
import { namedTargets, routedTargets } from './components/users/names'
import { names } from './components/users/names-late'
import { pool } from './components/users/kept-connections'
import * as connections from './components/users/pool'
import { attach } from './components/kube-controller-manager/controllers/attachdetach/attach'
import { detach } from './components/kube-controller-manager/controllers/attachdetach/detach'
import { approveCertificate, signCertificate } from './components/kube-controller-manager/controllers/certificates/sync'
import { syncCronJob } from './components/kube-controller-manager/controllers/cronjob/sync'
import { syncBudget } from './components/kube-controller-manager/controllers/disruption-status'
import { syncAutoscaler } from './components/kube-controller-manager/controllers/horizontal/sync'
import { lookAtAttachment } from './components/kube-controller-manager/controllers/attachdetach/read'
import { syncEphemeral } from './components/kube-controller-manager/controllers/volume/ephemeral-claims'
import { detachedSignature } from './components/kube-controller-manager/controllers/detached-signature'
import { usedOf } from './components/kube-controller-manager/controllers/quota-used'
import { collectGarbage } from './components/kube-controller-manager/controllers/garbagecollect'
import { syncJob } from './components/kube-controller-manager/controllers/job/sync'
import { syncs } from './components/kube-controller-manager/controllers/later'
import { mirrored, slicesOf } from './components/kube-controller-manager/controllers/mirrored-slices'
import { syncNamespace } from './components/kube-controller-manager/controllers/namespace/sync'
import { syncServiceCidr } from './components/kube-controller-manager/controllers/servicecidr-sync'
import { lookAtDevices } from './components/kube-controller-manager/controllers/resourceclaim/read'
import { syncResourceClaim } from './components/kube-controller-manager/controllers/resourceclaim/sync'
import { syncStatefulSet } from './components/kube-controller-manager/controllers/statefulset/sync'
import { capacityChanged, hintsFor } from './components/kube-controller-manager/controllers/topology-hints'
import { syncAdmissionPolicy } from './components/kube-controller-manager/controllers/validatingadmissionpolicy-sync'
import { syncClaim } from './components/kube-controller-manager/controllers/volume/claim'
import { syncVolume } from './components/kube-controller-manager/controllers/volume/volume'
import words from './components/kubectl/cobra/generated/prose.json'
import { pageText, prose } from './components/kubectl/cobra/prose'
import { commands } from './components/kubectl/commands'
import { kubectl } from './components/kubectl/later'
import { pruned } from './components/kubectl/commands/apply/prune'
import { build } from './components/kubectl/kustomize/build'
import { assumeDevices, beginDevices, devicesResult } from './components/kube-scheduler/devices/bind'
import { filterDevices, lookAtClaims } from './components/kube-scheduler/devices/filter'
import { devices } from './components/kube-scheduler/devices/later'
import { typedText } from './components/kubectl/print/typed'
import { printerOf } from './components/kubectl/print/printer'
import { run } from './components/kubectl/start'
import * as credentialsOfPods from './components/kubelet/container/credentials'
import { credentials } from './components/kubelet/container/credentials-later'
import * as images from './components/kubelet/container/image-volumes'
import * as lifecycle from './components/kubelet/container/hooks'
import { hooks } from './components/kubelet/container/hooks-later'
import { imageVolumes } from './components/kubelet/container/image-volumes-later'
import { askForClaim, claimFetched } from './components/kubelet/pod-worker/devices'
import { preparing } from './components/kubelet/pod-worker/devices-later'
import * as server from './components/kubelet/server'
import * as evict from './components/kubelet/eviction/evict'
import * as imageGcCode from './components/kubelet/eviction/image-gc'
import { evicting, imageGc } from './components/kubelet/eviction/later'
import { kubeletServer } from './components/kubelet/server-later'
import * as endOfPods from './components/kubelet/nodeshutdown/shutdown'
import { nodeShutdown } from './components/kubelet/nodeshutdown/later'
import { forbiddenSysctl } from './components/kubelet/sysctls'
import { sysctls } from './components/kubelet/sysctls-later'
import * as resize from './components/kubelet/resize'
import { resizing } from './components/kubelet/resize-later'
import { data } from './components/linux/data'
import { dataServers } from './components/linux/data/data'
import * as orderly from './components/linux/logind'
import * as network from './components/linux/network-volumes'
import { networkVolumes } from './components/linux/network-volumes-later'
import { logind } from './components/linux/logind-later'
import { mountFailed, mountTimedOut, tellFailure } from './components/kubelet/volume/failed-mount'
import { tellUnmounted } from './components/kubelet/volume/unmounted'
import { exportRefusal, refusalOf } from './components/kubelet/volume/host-path'
import { mountChecks } from './components/kubelet/volume/later'
import * as csi from './components/kubelet/volume/csi'
import * as remote from './components/kubelet/volume/remote'
import { clientNamed } from './components/linux/network/clients'
import * as flows from './components/linux/network/flows'
import * as calls from './components/linux/network/calls'
import { callsOfApplications, keptFlows, networkClients } from './components/linux/network/later'
import { programsOfPeople } from './components/linux/programs/later'
import * as people from './components/linux/programs/people'
import * as scripts from './components/linux/shell'
import { shell } from './components/linux/shell-later'
import * as curl from './components/tools/curl'
import * as curlAnswers from './components/tools/curl-answers'
import * as curlApi from './components/tools/curl-api'
import * as etcdctl from './components/tools/etcdctl'
import * as etcdctlAnswers from './components/tools/etcdctl-answers'
import * as etcdctlCheck from './components/tools/etcdctl-check'
import * as etcdctlSession from './components/tools/etcdctl-session'
import { tools } from './components/tools/later'
import { programs as kubeadm } from './components/kubeadm/later'
import * as kubeadmPrograms from './components/kubeadm/programs'

// Provides all parts of the simulator that may be loaded after the first picture. In Node every door imports this.
yaml.provide(yamlPackage)
acts.provide(doing)
limitRanger.provide(limits)
byHand.provide(files)
rareKinds.provide(kinds)
rareChecks.provide(podChecks)
podUpdates.provide(validatePodUpdate)
printedRules.provide({ iptablesSave, ipvsadmSave, nftListRuleset })
explanations.provide(apiWords)
tableCells.provide({ cellOf, meaningOf })
goForms.provide({ goDiff, goStruct })
storageVersions.provide(storageVersionHash)
administration.provide(etcd)
overrides.provide(commandLines)
changedConfig.provide(settingsIn)
writtenConfig.provide(configured)
writtenHaproxy.provide(readConfig)
answers.provide(answerTo)
writtenCorefile.provide(readCorefile)
auditing.provide(audits)
rareComponents.provide(fewHave)
extensions.provide({ ...definitions, kindOfDefinition, objectTypeOf, readCustom, customOf })
names.provide({ namedTargets, routedTargets })
pool.provide(connections)
rarely.provide({
  review,
  addressRepair,
  aggregating,
  components,
  dumpLevels,
  dumpRequests,
  metricsText,
  inertWarnings,
  evictions,
  proxies,
  reaching,
  shutdown,
  tokens,
  excluded
})
syncs.provide({
  admissionPolicy: syncAdmissionPolicy,
  approveCertificate,
  attach,
  ephemeral: syncEphemeral,
  lookAtAttachment,
  autoscaler: syncAutoscaler,
  budget: syncBudget,
  capacityChanged,
  hintsFor,
  claim: syncClaim,
  cronJob: syncCronJob,
  detach,
  detachedSignature,
  garbage: collectGarbage,
  job: syncJob,
  mirrored,
  slicesOf,
  namespace: syncNamespace,
  serviceCidr: syncServiceCidr,
  lookAtDevices,
  resourceClaim: syncResourceClaim,
  signCertificate,
  statefulSet: syncStatefulSet,
  usedOf,
  volume: syncVolume
})
devices.provide({ filterDevices, lookAtClaims, assumeDevices, beginDevices, devicesResult })
webhooks.provide({ mutate: mutateByWebhooks, validate: validateByWebhooks })
kubeadm.provide(kubeadmPrograms)
tools.provide({
  ...curl,
  ...curlAnswers,
  ...curlApi,
  ...etcdctl,
  ...etcdctlAnswers,
  ...etcdctlCheck,
  ...etcdctlSession
})
kubectl.provide({ commands, run, pageText, printerOf, typedText, kustomized: build, pruned })
programsOfPeople.provide(people)
imageVolumes.provide(images)
hooks.provide(lifecycle)
credentials.provide(credentialsOfPods)
preparing.provide({ askForClaim, claimFetched })
sysctls.provide(forbiddenSysctl)
mountChecks.provide({
  refusalOf,
  exportRefusal,
  tellFailure,
  mountFailed,
  mountTimedOut,
  tellUnmounted,
  ...remote,
  ...csi
})
dataServers.provide(data)
shell.provide(scripts)
logind.provide(orderly)
networkVolumes.provide(network)
evicting.provide(evict)
imageGc.provide(imageGcCode)
nodeShutdown.provide(endOfPods)
resizing.provide(resize)
kubeletServer.provide(server)
networkClients.provide({ clientNamed })
keptFlows.provide(flows)
callsOfApplications.provide(calls)
podSecurityStandards.provide(podSecurity)
// TypeScript reads pairs in JSON as lists.
prose.provide({ ...words, groups: words.groups as [string, string[]][] })
