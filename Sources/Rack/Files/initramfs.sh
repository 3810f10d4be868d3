#!/bin/busybox sh
# The first program of a rack's host: mounts its root, which is read only, with an overlay in memory
# that takes all changes, and goes on with the host's own init there.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
while read -r module; do insmod "/modules/$module"; done </modules/order
tries=0
while [ ! -b /dev/vda ] && [ "$tries" -lt 300 ]; do
  sleep 0.1
  tries=$((tries + 1))
done
mount -t ext4 -o ro,noatime /dev/vda /lower || { echo "RACK FAILED no root disk"; poweroff -f; }
mount -t tmpfs -o size=50% tmpfs /upper
mkdir /upper/changes /upper/work
mount -t overlay -o lowerdir=/lower,upperdir=/upper/changes,workdir=/upper/work overlay /root
for place in proc sys dev; do mount --move "/$place" "/root/$place"; done
exec switch_root /root /usr/sbin/rack-init
