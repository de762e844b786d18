// Written by scripts/generate-columns.mjs from a server's Tables (Kubernetes 1.36). Do not edit.
// prettier-ignore
export const columns = `apiservices|Name@;Service;Available;Age
certificatesigningrequests|Name@;Age;SignerName;Requestor;RequestedDuration;Condition
clusterrolebindings|Name@;Role;Age;+Users;+Groups;+ServiceAccounts
clusterroles|Name@;Created At/d
componentstatuses|Name@;Status;Message;Error
configmaps|Name@;Data#;Age
controllerrevisions|Name@;Controller;Revision#;Age
cronjobs|Name@;Schedule;Timezone;Suspend/b;Active/i#;Last Schedule;Age;+Containers;+Images;+Selector
csidrivers|Name@;AttachRequired/b#;PodInfoOnMount/b#;StorageCapacity/b#;TokenRequests;RequiresRepublish/b#;Modes;Age
csinodes|Name@;Drivers/i#;Age
csistoragecapacities|Name@;Created At/d
customresourcedefinitions|Name@;Created At/d
daemonsets|Name@;Desired/i#;Current/i#;Ready/i#;Up-to-date/i#;Available/i#;Node Selector;Age;+Containers;+Images;+Selector
deployments|Name@;Ready;Up-to-date#;Available#;Age;+Containers;+Images;+Selector
deviceclasses|Name@;Age
endpointslices|Name@;AddressType;Ports;Endpoints;Age
endpoints|Name@;Endpoints;Age
events|Last Seen;Type;Reason;Object;+Subobject;+Source;Message;+First Seen;+Count#;+Name@
flowschemas|Name@;PriorityLevel;MatchingPrecedence#;DistinguisherMethod;Age;MissingPL
horizontalpodautoscalers|Name@;Reference;Targets;MinPods;MaxPods#;Replicas#;Age
ingressclasses|Name@;Controller;Parameters;Age
ingresses|Name@;Class;Hosts;Address;Ports;Age
ipaddresses|Name@;ParentRef
jobs|Name@;Status;Completions;Duration;Age;+Containers;+Images;+Selector
leases|Name@;Holder;Age
limitranges|Name@;Created At/d
mutatingadmissionpolicies|Name@;Mutations/i#;ParamKind;Age
mutatingadmissionpolicybindings|Name@;PolicyName;ParamRef;Age
mutatingwebhookconfigurations|Name@;Webhooks/i#;Age
namespaces|Name@;Status;Age
networkpolicies|Name@;Pod-Selector;Age
nodes|Name@;Status;Roles;Age;Version;+Internal-IP;+External-IP;+OS-Image;+Kernel-Version;+Container-Runtime
persistentvolumeclaims|Name@;Status;Volume;Capacity;Access Modes;StorageClass;VolumeAttributesClass;Age;+VolumeMode
persistentvolumes|Name@;Capacity;Access Modes;Reclaim Policy;Status;Claim;StorageClass;VolumeAttributesClass;Reason;Age;+VolumeMode
poddisruptionbudgets|Name@;Min Available;Max Unavailable;Allowed Disruptions/i#;Age
pods|Name@;Ready;Status;Restarts;Age;+IP;+Node;+Nominated Node;+Readiness Gates
podtemplates|Name@;Containers;Images;Pod Labels
priorityclasses|Name@;Value/i#;Global-Default/b#;Age;PreemptionPolicy
prioritylevelconfigurations|Name@;Type;NominalConcurrencyShares#;Queues;HandSize;QueueLengthLimit;Age
replicasets|Name@;Desired/i#;Current/i#;Ready/i#;Age;+Containers;+Images;+Selector
replicationcontrollers|Name@;Desired/i#;Current/i#;Ready/i#;Age;+Containers;+Images;+Selector
resourceclaims|Name@;State;Age
resourceclaimtemplates|Name@;Age
resourcequotas|Name@;Request;Limit;Age
resourceslices|Name@;Node;Driver;Pool;Age
rolebindings|Name@;Role;Age;+Users;+Groups;+ServiceAccounts
roles|Name@;Created At/d
runtimeclasses|Name@;Handler;Age
scale|Name;Desired/i#;Available/i#;Age
secrets|Name@;Type;Data#;Age
serviceaccounts|Name@;Age
servicecidrs|Name@;CIDRs;Age
services|Name@;Type;Cluster-IP;External-IP;Port(s);Age;+Selector
statefulsets|Name@;Ready;Age;+Containers;+Images
storageclasses|Name@;Provisioner;ReclaimPolicy;VolumeBindingMode;AllowVolumeExpansion#;Age
validatingadmissionpolicies|Name@;Validations/i#;ParamKind;Age
validatingadmissionpolicybindings|Name@;PolicyName;ParamRef;Age
validatingwebhookconfigurations|Name@;Webhooks/i#;Age
volumeattachments|Name@;Attacher@;PV;Node;Attached/b#;Age
volumeattributesclasses|Name@;DriverName;Age`
