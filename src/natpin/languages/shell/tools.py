"""Programs that scripts call, and that are no functions of a script which was not found."""

from __future__ import annotations

TOOLS = frozenset(
    """
    kubectl helm docker podman curl wget jq yq git gh terraform tofu terragrunt packer ansible
    ansible-playbook make npm node npx yarn python python3 pip pip3 go dotnet java mvn gradle kustomize flux
    argocd istioctl cilium velero kubelogin kubeconform skaffold tilt az azd azcopy aws gcloud openssl ssh
    scp rsync ssh-keygen base64 date sleep sed awk cut tr head rev grep find ls cp mv ln chmod chown stat
    file wc tar zip unzip gzip gunzip apt apt-get yum dnf brew snap choco dpkg rpm systemctl service
    journalctl id whoami hostname uname env printenv export local nslookup dig host ping nc telnet ifconfig
    ip uuidgen mktemp tput stty history exit logout clear less more vim nano code open xdg-open pbcopy xclip
    notify-send bc expr od xxd sha256sum md5sum shasum cmp diff comm join paste fold fmt nl tac shuf split
    csplit install readlink realpath dirname basename pwd cd pushd popd dirs kill killall pkill pgrep ps top
    jobs fg bg disown wait times umask ulimit envsubst gettext pwsh powershell psql mysql sqlcmd redis-cli
    k9s stern krew oras crane skopeo trivy syft cosign sops age gpg vault consul nomad func swa bicep
    """.split()  # noqa: SIM905
)
