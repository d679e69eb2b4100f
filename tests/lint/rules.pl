#!/usr/bin/perl
# House rules that a machine can hold us to.  Prints file:line: what; leaves with 1 if a rule is
# broken.  "note:" lines are told and break nothing.  Needs perl-base alone.
use strict;
use warnings;

my $broken = 0;
sub broken { print "$_[0]\n"; $broken++ }

# Words that may not stand in the tree, written so that they do not match themselves.
my $forbidden = qr/\b(?:TO[D]O|FIX[M]E|XX[X]:)|registry[.]npmjs|registry[.]yarnpkg
    |(?:deb|security)[.]debian[.]org|pypi[.]org|pythonhosted[.]org|static[.]crates
    |proxy[.]golang|rubygems[.]org/x;

# What lives in one room only.
my @rooms = (
	[ qr/(?<![\w>.])FCGX_\w+/,                  'shared/app/' ],
	[ qr/(?<![\w>.])FCGI_\w+\s*\(/,             'shared/app/' ],
	[ qr/(?<![\w>.])mysql_\w+/,                 'shared/db/' ],
	[ qr/(?<![\w>.])json_(?:object|tokener)_\w+/, 'shared/json/' ],
	[ qr/(?<![\w>.])jwt_\w+/,                   'shared/auth/' ],
	[ qr/(?<![\w>.])(?:malloc|calloc|realloc|reallocarray|free)\s*\(/, 'shared/core/' ],
	[ qr/(?<![\w>.])(?:time|gettimeofday|clock_gettime|ftime|clock)\s*\(/, 'shared/core/clock.c' ],
	[ qr/(?<![\w>.])(?:mktime|timegm|localtime_r|gmtime_r|strptime|tzset)\s*\(/, 'shared/core/' ],
	[ qr/(?<![\w>.])(?:rand|random|srand|drand48|rand_r)\s*\(/, 'nowhere' ],
);

my $clock_sql = qr/\b(?:now|curdate|curtime|sysdate|utc_timestamp|utc_date|utc_time|unix_timestamp)\s*\(
    |\b(?:current_date|current_time|current_timestamp|localtimestamp)\b/ix;

# C without comments (same lines) and its string literals, neighbours joined: [line, text].
sub split_c {
	my ($text) = @_;
	my ($code, $line, $last_end) = ('', 1, -1);
	my @found;
	while ($text =~ m{\G(?:(/\*.*?\*/|//[^\n]*)|("(?:[^"\\\n]|\\.)*")|('(?:[^'\\\n]|\\.)*')|([^/"'\n]+|.))}gs) {
		my ($comment, $string, $char, $other) = ($1, $2, $3, $4);
		if (defined $comment) {
			my $n = () = $comment =~ /\n/g;
			$code .= "\n" x $n;
			$line += $n;
		} elsif (defined $string) {
			my $inner = substr($string, 1, -1);
			if (@found && substr($code, $last_end) =~ /^\s*$/) {
				$found[-1][1] .= $inner;
			} else {
				push @found, [ $line, $inner ];
			}
			$code .= '""';
			$last_end = length $code;
		} elsif (defined $char) {
			$code .= "' '";
		} else {
			$code .= $other;
			$line++ if $other eq "\n";
		}
	}
	return ($code, \@found);
}

sub slurp {
	open my $f, '<', $_[0] or return '';
	local $/;
	my $text = <$f>;
	return defined $text ? $text : '';
}

# Files of the tree: what git knows or, in a copy without git, what is there.
sub files {
	my @f = `git ls-files --cached --others --exclude-standard 2>/dev/null`;
	@f = `find . -type f -not -path '*/node_modules/*' -not -path './build/*' -not -path './.git/*'`
	    if $? || !@f;
	chomp @f;
	s{^\./}{} for @f;
	return grep { -f $_ } sort @f;
}

my @files = files();
my @c = grep { /\.[ch]$/ } @files;
my %header_home;
for (@c) {
	push @{ $header_home{$2} }, $1 if m{^((?:shared|modules)/[^/]+)/([^/]+\.h)$};
}

sub check_words {
	my ($file) = @_;
	my $n = 0;
	for (split /\n/, slurp($file), -1) {
		$n++;
		broken("$file:$n: forbidden word \"$&\"") if /$forbidden/;
	}
}

sub check_shape {
	my ($file, $text, @raw) = @_;
	broken("$file: does not end with a line end") if length $text && $text !~ /\n\z/;
	for my $i (0 .. $#raw) {
		my $at = $file . ':' . ($i + 1);
		broken("$at: blanks at the end of the line") if $raw[$i] =~ /[ \t]$/;
		broken("$at: indented with blanks")
		    if $raw[$i] =~ /^ {5,}[^ *]/ && !($i && $raw[$i - 1] =~ /\\$/);
	}
	print "note: $file: " . @raw . " lines\n" if @raw > 600;
}

# A brace alone in the first column opens a function, one there closes it.
sub check_functions {
	my ($file, @code) = @_;
	my ($open, $name);
	for my $i (0 .. $#code) {
		if ($code[$i] =~ /^\{\s*$/) {
			($open, $name) = ($i, '');
			for (my $k = $i - 1; $k >= 0 && $k > $i - 8; $k--) {
				if ($code[$k] =~ /^(\w+)\s*\(/) { $name = $1; last }
			}
		} elsif ($code[$i] =~ /^\}/ && defined $open) {
			my $len = $i - $open + 1;
			broken("$file:$open: $name() has $len lines, over 120") if $len > 120;
			print "note: $file:$open: $name() has $len lines\n" if $len > 60 && $len <= 120;
			undef $open;
		}
	}
}

# Its own header first; modules do not see one another; core sees nothing above it.
sub check_includes {
	my ($file, @raw) = @_;
	my ($module) = $file =~ m{^modules/([^/]+)/};
	my ($room) = $file =~ m{^shared/([^/]+)/};
	my @includes = map { /^\s*#\s*include\s+["<]([^">]+)[">]/ ? $1 : () } @raw;

	if ($file =~ m{^(.*/)?([^/]+)\.c$} && -f ($1 // '') . "$2.h") {
		broken("$file: its own header is not included first")
		    if !@includes || $includes[0] !~ /^(?:\Q$2\E|\w+_private)[.]h$/;
	}
	return unless defined $module || defined $room;
	for my $include (@includes) {
		my @homes = @{ $header_home{$include} || [] } or next;
		if (defined $module) {
			broken("$file: includes $include of @homes")
			    unless $module eq 'worker' || grep { m{^shared/} || $_ eq "modules/$module" } @homes;
		} elsif ($room eq 'core' || $room eq 'json') {
			broken("$file: includes $include of @homes, which is above it")
			    unless grep { $_ eq 'shared/core' || $_ eq "shared/$room" } @homes;
		} else {
			broken("$file: includes $include of @homes") unless grep { m{^shared/} } @homes;
		}
	}
}

sub check_code {
	my ($file, $raw, @code) = @_;
	my $library = $file =~ m{^(?:shared|modules)/} && $file !~ m{/main\.c$|^shared/app/};
	my $money = $file =~ m{^shared/(?:ledger|receivables|core/money|numbering|json)};
	for my $i (0 .. $#code) {
		my $at = $file . ':' . ($i + 1);
		for my $rule (@rooms) {	# what a library gave goes back to it: say so on the line
			next if $raw->[$i] =~ /the library's/;
			broken("$at: $& belongs to $rule->[1]")
			    if index($file, $rule->[1]) != 0 && $code[$i] =~ $rule->[0];
		}
		broken("$at: exit() in shared code") if $library && $code[$i] =~ /(?<![\w>.])_?exit\s*\(/;
		broken("$at: floating point in a room of money") if $money && $code[$i] =~ /\b(?:float|double)\b/;
	}
}

sub check_sql {
	my ($file, $strings) = @_;
	for my $string (@$strings) {
		my ($line, $sql) = @$string;
		next unless $sql =~ /\b(?:select|insert|update|delete|replace|call|set|where|from)\s/i;
		broken("$file:$line: \@ in SQL outside shared/db") if $sql =~ /\@\w/ && $file !~ m{^shared/db/};
		broken("$file:$line: SQL asks the server for the time: $&") if $sql =~ /$clock_sql/;
		broken("$file:$line: LIKE '%...' scans") if $sql =~ /like\s+'%/i;
	}
}

for my $file (@files) {
	next if $file =~ m{\.(?:png|jpg|ico|woff2?|ttf|otf|pdf|gz|br|zip|svg)$|^tests/fuzz/corpus/};
	check_words($file);
}
for my $file (@c) {
	my $text = slurp($file);
	my ($code, $strings) = split_c($text);
	my @raw = split /\n/, $text;
	my @code = split /\n/, $code;

	check_shape($file, $text, @raw);
	check_functions($file, @code);
	check_includes($file, @raw);
	next unless $file =~ m{^(?:shared|modules|deploy|sql)/};
	check_code($file, \@raw, @code);
	check_sql($file, $strings);
}

# SQL outside C: the server's time is not ours.
for my $file (grep { m{^sql/.*\.sql$} } @files) {
	my $n = 0;
	for (split /\n/, slurp($file)) {
		$n++;
		s/--.*//;
		broken("$file:$n: SQL asks the server for the time: $&") if /$clock_sql/;
	}
}

exit($broken ? 1 : 0);
