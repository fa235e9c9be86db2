"""Kubernetes manifests: a Deployment per process, a Service for the gateway. Values come from a Secret that somebody else makes."""

from ...config import DeploySettings
from ...model.json import Json, JsonObject
from .processes import GATEWAY, Process, variables

_USER = 10001
_PART_OF = "flowmart"


def manifests(settings: DeploySettings, process: Process) -> list[JsonObject]:
    found = [_deployment(settings, process)]
    if process.name == GATEWAY:
        found.append(_service(settings, process))
    return found


def _labels(process: Process) -> JsonObject:
    component = GATEWAY if process.name == GATEWAY else "service"
    return {"app.kubernetes.io/name": process.name, "app.kubernetes.io/component": component, "app.kubernetes.io/part-of": _PART_OF}


def _selector(process: Process) -> JsonObject:
    return {"app.kubernetes.io/name": process.name, "app.kubernetes.io/part-of": _PART_OF}


def _deployment(settings: DeploySettings, process: Process) -> JsonObject:
    pod: JsonObject = {
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": 30,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "fsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_container(settings, process)],
        "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    }
    spec: JsonObject = {
        "replicas": 2 if process.name == GATEWAY else 1,
        "selector": {"matchLabels": _selector(process)},
        "template": {"metadata": {"labels": _labels(process)}, "spec": pod},
    }
    metadata: JsonObject = {"name": process.name, "labels": _labels(process)}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}


def _container(settings: DeploySettings, process: Process) -> JsonObject:
    ports: list[Json] = [{"name": "operations", "containerPort": settings.operations_port or 9090}]
    if process.name == GATEWAY:
        ports.append({"name": "http", "containerPort": settings.gateway_port})
    container: JsonObject = {
        "name": process.name,
        "image": settings.image,
        "args": ["run", process.argument.replace("$(", "$$("), "--env", settings.environment, "--log-format", "json"],
        "ports": ports,
        # A process that waits for its broker is alive and not ready.
        "livenessProbe": _probe("/health/live", period=10, failures=3),
        "readinessProbe": _probe("/health/ready", period=5, failures=3),
        "startupProbe": _probe("/health/live", period=2, failures=30),
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "512Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
    }
    secret = secret_name(settings)
    read: list[Json] = [
        {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": name, **({} if default is None else {"optional": True})}}}
        for name, default in variables(settings, process).items()
    ]
    return {**container, "env": read} if read else container


def _probe(path: str, *, period: int, failures: int) -> JsonObject:
    asked: JsonObject = {"path": path, "port": "operations"}
    return {"httpGet": asked, "periodSeconds": period, "timeoutSeconds": 3, "failureThreshold": failures}


def secret_name(settings: DeploySettings) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in settings.environment.lower()).strip("-")
    return f"{_PART_OF}-{plain or 'environment'}"


def _service(settings: DeploySettings, process: Process) -> JsonObject:
    port: JsonObject = {"name": "http", "port": 80, "targetPort": "http"}
    metadata: JsonObject = {"name": process.name, "labels": _labels(process)}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": _selector(process), "ports": [port]}}
