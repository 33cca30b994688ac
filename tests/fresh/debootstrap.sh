#!/bin/bash
# Tries `run` on a new machine: tests/fresh/debootstrap.sh bookworm|trixie [words for run, default: test]
#
# Makes a tree of Debian with the base system and git only, clones the committed project into it and calls ./run there.
# Needs root, debootstrap, 8 GB of disk and a network. Settings:
#   FRESH_FOLDER   where the tree is made (default: a new temporary folder, removed afterwards)
#   FRESH_MIRROR   a mirror of Debian (default: debootstrap's)
#   FRESH_CA       a file of certificates, where the network needs one that Debian does not bring
#   FRESH_USER     a user with sudo instead of root: FRESH_USER=1
set -euo pipefail

suite=${1:?usage: debootstrap.sh bookworm|trixie [words for run]}
shift
words=("${@:-test}")
project=$(git -C "$(dirname -- "$(readlink -f -- "$0")")" rev-parse --show-toplevel)
((EUID == 0)) || { echo "debootstrap.sh: root is needed to make and enter the tree" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "debootstrap.sh: install the Debian package debootstrap" >&2; exit 1; }

if [[ ${FRESH_FOLDER:-} ]]; then
    tree=$FRESH_FOLDER/$suite
    keep=yes
else
    tree=$(mktemp -d)
    chmod 755 "$tree" # the root of a machine, which every user may enter
    keep=
fi

# The host's devices are bound into the tree: what is still mounted must never be deleted through it.
leave() {
    local mount
    for mount in dev/pts dev/shm dev proc; do
        if mountpoint -q "$tree/$mount"; then umount "$tree/$mount" || keep=yes; fi
    done
    if [[ ! $keep ]]; then rm -rf --one-file-system -- "$tree"; fi
}
trap leave EXIT

if [[ ! -e $tree/etc/debian_version ]]; then
    debootstrap --include=git,sudo "$suite" "$tree" ${FRESH_MIRROR:+"$FRESH_MIRROR"}
fi
mountpoint -q "$tree/proc" || mount -t proc proc "$tree/proc"
mountpoint -q "$tree/dev" || mount --bind /dev "$tree/dev"
mountpoint -q "$tree/dev/pts" || mount --bind /dev/pts "$tree/dev/pts"
mountpoint -q "$tree/dev/shm" || mount -t tmpfs tmpfs "$tree/dev/shm"
cp -- /etc/resolv.conf "$tree/etc/resolv.conf"

environment=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8)
if [[ ${FRESH_CA:-} ]]; then
    mkdir -p "$tree/etc/ssl"
    cp -- "$FRESH_CA" "$tree/etc/ssl/fresh.crt"
    environment+=(SSL_CERT_FILE=/etc/ssl/fresh.crt PIP_CERT=/etc/ssl/fresh.crt)
fi
user=root home=/opt/fresh
if [[ ${FRESH_USER:-} ]]; then
    user=fresh home=/srv/fresh
    chroot "$tree" id -u fresh >/dev/null 2>&1 || chroot "$tree" useradd --home-dir $home --shell /bin/bash fresh
    echo 'fresh ALL=(ALL) NOPASSWD: ALL' >"$tree/etc/sudoers.d/fresh"
fi
environment+=(HOME=$home)
mkdir -p "$tree$home"
rm -rf -- "$tree$home/kiosk"
git clone -q --no-hardlinks -- "$project" "$tree$home/kiosk"
chroot "$tree" chown -R "$user" "$home"
chroot --userspec="$user" "$tree" /usr/bin/env -i "${environment[@]}" /bin/bash -c 'cd "$HOME/kiosk" && exec ./run "$@"' run "${words[@]}"
