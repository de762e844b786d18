/** What those kinds do of which no cluster has an object when it begins: loaded later, by `rare.ts`. */
export {
  mutatingadmissionpolicy,
  mutatingadmissionpolicybinding,
  validatingadmissionpolicy,
  validatingadmissionpolicybinding
} from './admissionregistration/policies'
export { mutatingwebhookconfiguration, validatingwebhookconfiguration } from './admissionregistration/webhooks'
export { certificatesigningrequest } from './certificatesigningrequest'
export { cronjob } from './cronjob'
export { customresourcedefinition } from './customresourcedefinition'
export { flowschema, prioritylevelconfiguration } from './flowcontrol'
export { horizontalpodautoscaler } from './horizontalpodautoscaler'
export { job } from './job'
export { limitrange } from './limitrange'
export { ingress } from './networking/ingress'
export { ingressclass } from './networking/ingressclass'
export { networkpolicy } from './networking/networkpolicy'
export { persistentvolume } from './persistentvolume'
export { persistentvolumeclaim } from './persistentvolumeclaim'
export { poddisruptionbudget } from './poddisruptionbudget'
export { podtemplate } from './podtemplate'
export { replicationcontroller } from './replicationcontroller'
export { resourceclaim, resourceclaimtemplate } from './resourceclaim'
export { deviceclass, resourceslice } from './resourceclaim/slices'
export { resourcequota } from './resourcequota'
export { runtimeclass } from './runtimeclass'
export { statefulset } from './statefulset'
export { volumeattachment } from './storage/attachment'
export { csistoragecapacity, volumeattributesclass } from './storage/classes'
export { csidriver } from './storage/csidriver'
