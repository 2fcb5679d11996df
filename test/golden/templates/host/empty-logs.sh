PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
LC_ALL=C
export LC_ALL
umask 022
logs=/var/log/espalier
mkdir -p "$logs/archive"
find "$logs" -maxdepth 1 -type f -name '*.log' -size +20480k | while read -r log; do
  perl -MFcntl -e '
    sysopen my $log, $ARGV[0], O_RDWR | O_NOFOLLOW or die "$ARGV[0]: $!\n";
    -f $log && (stat _)[3] == 1 or die "$ARGV[0] is not a file of one name\n";
    open my $archive, ">>", $ARGV[1] or die "$ARGV[1]: $!\n";
    my $bytes;
    while (sysread $log, $bytes, 1 << 20) { print $archive $bytes or die "$ARGV[1]: $!\n" }
    close $archive or die "$ARGV[1]: $!\n";
    truncate $log, 0' "$log" "$logs/archive/${log##*/}"
done
