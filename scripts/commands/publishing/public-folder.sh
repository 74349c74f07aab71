# The public folder's own side of scripts/publish and scripts/rollback, run by sh where the folder lies: here, or over ssh.
# It holds the folder's lock, says what is there, then does what it is told, an order a line, and answers "done". When
# whoever tells it is gone, it does nothing more and the lock is free.
#   releases/000012-3f9ab2c41d22/   a whole version of the site: its number, the beginning of its manifest's SHA-256
#   releases/.*                     what is being copied or deleted
#   current                         a link to the version that the public sees; one rename replaces it
# Use: sh -c SCRIPT zhishuo FOLDER [new], where new permits an empty folder or one yet to be made.
set -eu
export LC_ALL=C
umask 022

refuse() { echo "refused $1"; exit 0; }
clean() { rm -rf releases/.[!.]* .current 2>/dev/null || :; } # what cannot be deleted now is deleted another time

[ -d "$1" ] || [ -z "${2-}" ] || mkdir -- "$1"
[ -d "$1" ] || refuse missing
cd -- "$1"
[ -e .zhishuo ] || { [ -n "${2-}" ] && [ -z "$(ls -A)" ]; } || refuse foreign
exec 9>>.zhishuo
flock --nonblock 9 || { echo waiting; flock 9; }
clean

[ ! -L current ] || echo "current $(basename "$(readlink current)")"
for version in releases/[0-9]*; do
  [ ! -d "$version" ] || echo "version ${version#releases/} $(date -r "$version" '+%Y-%m-%d %H:%M')"
done
echo ready

while read -r order version fresh; do
  case $order in
    open) mkdir -p "releases/$fresh" ;;
    keep) sync -f "releases/$fresh"; mv -T "releases/$fresh" "releases/$version" ;;
    show)
      [ -f "releases/$version/manifest.json" ] || refuse incomplete
      ln -s "releases/$version" .current
      sync -f .
      mv -T .current current
      sync -f . ;;
    drop) mv -T "releases/$version" "releases/.$version"; rm -rf "releases/.$version" ;;
  esac
  echo "done"
done
clean
