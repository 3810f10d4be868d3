#!/bin/sh
# Finishes the root of a rack's host, whose path is the first argument: mmdebstrap's customize hook.
# It adds Debian's kernel with those modules that a host and its guests need, the configuration, and
# takes away what nothing needs. Two runs give the same files.
set -eu
root=$1

# What the metapackage names; it is only unpacked, for no boot loader is wanted.
package=$(chroot "$root" apt-cache depends --important linux-image-amd64 |
  sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | sed -n 1p)
[ -n "$package" ] || { echo "customize: apt knows no linux-image-amd64" >&2; exit 1; }
mkdir "$root/kernel"
chroot "$root" sh -c "cd /kernel && apt-get -qq -o APT::Sandbox::User=root download '$package'"
chroot "$root" sh -c 'cd /kernel && dpkg-deb -x ./*.deb /kernel'
for image in "$root"/kernel/boot/vmlinuz-*; do release=${image##*/vmlinuz-}; done

# Modules: for the host's disk and network; for Xen's host and for KVM; for links, bridges and
# queues; and for the interfaces of guests, whose appliances are made of the same files.
wanted='virtio_pci virtio_blk virtio_net virtio_rng ext4 crc32c_generic crc32c_intel overlay
  xenfs xen-evtchn xen-gntdev xen-gntalloc xen-privcmd xen-netback xen-blkback
  kvm kvm_amd vhost_net bridge tun veth dummy sch_tbf sch_netem af_packet
  xen-netfront e1000 8139cp'
chroot "$root" depmod -b /kernel "$release"
modules=lib/modules/$release
mkdir -p "$root/$modules" "$root/boot"
for module in $wanted; do
  chroot "$root" modprobe -d /kernel -S "$release" --show-depends "$module" |
    sed -n 's,^insmod /kernel/\([^ ]*\).*,\1,p'
done | sort -u | while read -r path; do
  mkdir -p "$root/${path%/*}"
  cp "$root/kernel/$path" "$root/$path"
done
cp "$root/kernel/$modules"/modules.builtin* "$root/kernel/$modules/modules.order" "$root/$modules/"
chroot "$root" depmod "$release"
cp "$root/kernel/boot/vmlinuz-$release" "$root/boot/"
rm -r "$root/kernel"

cat >"$root/etc/libvirt/libvirtd.conf" <<TEXT
# Root alone reaches the socket, by SSH.
listen_tls = 0
listen_tcp = 0
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_rw_perms = "0700"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
TEXT
# There is neither AppArmor nor a controller of control groups nor udev.
cat >"$root/etc/libvirt/qemu.conf" <<TEXT
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
namespaces = []
remember_owner = 0
TEXT
mkdir -p "$root/var/log/libvirt" "$root/rack"
# The driver wants its default user to exist, though it uses another.
chroot "$root" useradd --system --user-group --no-create-home --home-dir / \
  --shell /usr/sbin/nologin libvirt-qemu
# Under Xen an emulated processor lacks vme, without which libvirt knows no x86 at all and its libxl
# driver does not load.
sed -i "/name='vme'/d" "$root/usr/share/libvirt/cpu_map/x86_486.xml"
sed -i 's/^#\{0,1\}autoballoon=.*/autoballoon="off"/' "$root/etc/xen/xl.conf"

cat >"$root/etc/ssh/sshd_config" <<TEXT
HostKey /run/hypertwin/ssh_host_ed25519_key
AuthorizedKeysFile /run/hypertwin/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
Subsystem sftp internal-sftp
TEXT
rm -f "$root"/etc/ssh/ssh_host_*
echo rack >"$root/etc/hostname"
printf '127.0.0.1 localhost rack\n' >"$root/etc/hosts"
: >"$root/etc/resolv.conf"
echo uninitialized >"$root/etc/machine-id"

# What differs from one run to the next, and what only a system that installs packages needs.
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/* "$root"/var/log/*.log "$root"/var/log/apt \
  "$root"/usr/share/doc "$root"/usr/share/man "$root"/usr/share/locale "$root"/usr/share/info \
  "$root"/tmp/* "$root/etc/passwd-" "$root/etc/group-" "$root/etc/shadow-" "$root/etc/gshadow-"
chroot "$root" dpkg-query -W -f '${Package}=${Version}\n' >"$root/etc/hypertwin-packages"
printf '%s (unpacked)\n' "$package" >>"$root/etc/hypertwin-packages"
