#!/bin/sh
# The init of a rack's host, with or without Xen: mounts, network, hypervisor, libvirt, SSH; nothing
# more. It says on the console how far it has come, in lines that begin with RACK.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LANG=C

step() { echo "RACK $1 $(cut -d' ' -f1 /proc/uptime)"; }
fail() {
  echo "RACK FAILED $1"
  sync
  busybox poweroff -f
}
# Waits 60 s at most until the rest of the arguments succeed.
await() {
  what=$1
  shift
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail "$what does not answer"
    sleep 0.2
  done
}

step booted
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock /run/sshd /run/xen /run/libvirt /run/netns /run/hypertwin /dev/pts /dev/shm
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t debugfs debugfs /sys/kernel/debug
hostname rack
ip link set lo up

# The second disk holds what this rack alone has: keys, and the programs that it runs.
mkdir -p /rack
mount -t ext4 -o ro,noatime /dev/vdb /rack || fail "no second disk"
cp /rack/authorized_keys /rack/ssh_host_ed25519_key /run/hypertwin/
chmod 700 /run/hypertwin
chmod 600 /run/hypertwin/*
for program in /rack/bin/*; do
  [ ! -e "$program" ] || ln -s "$program" /usr/local/bin/
done

modprobe -a virtio_net bridge tun veth
if [ -e /sys/class/net/eth0 ]; then
  ip address add 10.0.2.15/24 dev eth0
  ip link set eth0 up
fi
/usr/sbin/sshd || fail "sshd does not start"
step ssh

if [ "$(cat /sys/hypervisor/type 2>/dev/null)" = xen ]; then
  modprobe -a xenfs xen-evtchn xen-gntdev xen-gntalloc xen-privcmd xen-netback
  mount -t xenfs xenfs /proc/xen
  mkdir -p /var/log/xen/console /var/lib/xen /run/xen
  for tools in /usr/lib/xen-[0-9]*/bin; do :; done
  "$tools/xenstored" --pid-file=/run/xenstored.pid
  await xenstored xenstore-read -s /
  "$tools/xen-init-dom0" || fail "xen-init-dom0 fails"
  "$tools/xenconsoled" --pid-file=/run/xenconsoled.pid
  step xen
elif grep -qw rack.kvm /proc/cmdline; then
  modprobe kvm_amd || fail "kvm_amd does not load"
  modprobe vhost_net
  step kvm
fi
if ! grep -qw rack.native /proc/cmdline; then
  virtlogd -d
  libvirtd -d
  if [ -d /proc/xen ] && [ -e /proc/xen/capabilities ]; then uri=xen:///system
  else uri=qemu:///system; fi
  await libvirtd virsh --quiet --connect "$uri" version
  step libvirt
fi
step READY
# An init takes note of the end of those whose parents are gone.
while :; do
  sleep 1000 &
  wait
done
