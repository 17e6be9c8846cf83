#!/usr/bin/perl
# Writes the software bill of materials of the built programs: CycloneDX 1.5, JSON.
# What is in it is read from the programs (needed libraries), from the link commands (archives) and from
# dpkg (package, version, licences): no list is kept by hand.
use strict;
use warnings;
use Cwd qw(realpath);
use FindBin;
use Getopt::Long;
use lib $FindBin::Bin;
use Bom qw(application archives library licences purl write_bom);

my $usage = <<'END';
Usage: perl packaging/sbom/sbom.pl --version VERSION --build DIR [--built-using FILE] PROGRAM... >sbom.cdx.json

  --build DIR                where the programs were linked (build.ninja)
  --built-using FILE  append swa:Built-Using=... to this file of debhelper
END

my ($version, $build, $substvars);
GetOptions(
	'help' => sub { print $usage; exit 0 },
	'version=s' => \$version,
	'build=s' => \$build,
	'built-using=s' => \$substvars,
) or die $usage;
die $usage unless defined $version && defined $build && @ARGV;

my (%package_of, %packages);

# What a command prints, by lines; it must succeed.
sub lines {
	my (@command) = @_;
	open my $pipe, '-|', @command or die "$command[0]: $!\n";
	my @lines = <$pipe>;
	close $pipe or die "sbom: '@command' failed\n";
	chomp @lines;
	return @lines;
}

# The names of the libraries that each file asks for itself: path to list.
sub needed {
	my (@files) = @_;
	my (%needed, $file);
	for (lines('readelf', '-W', '-d', @files, $files[0])) {    # names are printed where there are two or more
		$file = $1 if /^File: (.+)$/;
		push @{ $needed{$file} }, $1 if /\(NEEDED\).*\[(.+)\]/;
	}
	return %needed;
}

# All libraries that a program loads: name to path.
sub loaded {
	my ($file) = @_;
	my %paths;
	for (lines('ldd', $file)) {
		$paths{$1} = $2 if m{^\s*(\S+) => (/\S+) };
		$paths{$2} = $1 if m{^\s*(/\S+/(\S+)) \(};
		die "sbom: $file needs $1, which is not installed\n" if /^\s*(\S+) => not found/;
	}
	return %paths;
}

# Find the installed packages that files belong to, and their facts.
sub find_packages {
	my (@files) = @_;
	my %names;
	for my $file (@files) {
		# dpkg may know it by the name without the link from /lib to /usr/lib, or only by that.
		for my $path ($file, realpath($file) // die "sbom: $file: $!\n") {
			$names{$_} = $file for $path, $path =~ m{^/usr(/.*)} ? $1 : "/usr$path";
		}
	}
	open my $pipe, '-|', 'sh', '-c', 'dpkg-query --search "$@" 2>/dev/null', 'sh', sort keys %names or die "sh: $!\n";
	while (<$pipe>) {
		$package_of{ $names{$2} } = $1 if /^(?!diversion )([^\s,]+)(?:, [^:]+)?: (.+)$/ && $names{$2};
	}
	close $pipe;    # fails where it did not know one of the names
	for my $file (@files) {
		die "sbom: no package owns $file\n" unless defined $package_of{$file};
	}
	my %owners = map { $_ => 1 } values %package_of;
	my %short;
	my $format = '${binary:Package}\t${Package}\t${Architecture}\t${Version}\t${source:Package}\t${source:Version}\t${Homepage}\n';
	for (lines('dpkg-query', '--show', "--showformat=$format", sort keys %owners)) {
		my ($owner, $name, $architecture, $installed, $source, $source_version, $homepage) = split /\t/;
		$short{$owner} = $name;
		$packages{$name} = {
			name => $name, version => $installed, architecture => $architecture, homepage => $homepage,
			source => $source, source_version => $source_version, licences => [licences("/usr/share/doc/$name/copyright")],
		};
	}
	$package_of{$_} = $short{ $package_of{$_} } // $package_of{$_} =~ s/:.*//r for keys %package_of;
	return;
}

my (%depends, %static, @programs, %paths, %archives);
for my $file (sort @ARGV) {
	my $program = $file =~ s{.*/}{}r;
	push @programs, $program;
	$paths{$file} = { loaded($file) };
	# Those of the C library are empty: its parts moved into libc.so.
	$archives{$file} = [grep { !m{/lib(dl|pthread|m|rt|util)\.a$} } archives($build, $program)];
}
my %libraries = map { $_ => 1 } map { values %$_ } values %paths;
find_packages(sort keys %libraries, map { @$_ } values %archives);
my %needed = needed(@ARGV, sort keys %libraries);

for my $file (sort @ARGV) {
	my $program = $file =~ s{.*/}{}r;
	my $loaded = $paths{$file};
	for my $name (@{ $needed{$file} }) {
		$depends{$program}{ $package_of{ $loaded->{$name} // die "sbom: $program: $name is not loaded\n" } } = 1;
	}
	for my $archive (@{ $archives{$file} }) {
		$static{ $package_of{$archive} } = $depends{$program}{ $package_of{$archive} } = 1;
	}
	# And what those need in their turn.
	for my $path (values %$loaded) {
		my $owner = $package_of{$path};
		my $list = $depends{"package $owner"} //= {};
		for my $name (@{ $needed{$path} // [] }) {
			my $next = $package_of{ $loaded->{$name} // next };
			$list->{$next} = 1 if $next ne $owner;
		}
	}
}

my (%reference, @components);
for my $program (@programs) {
	$reference{$program} = "program:$program";
	push @components, application("program:$program", $program, $version);
}
for my $name (sort keys %packages) {
	my $package = $packages{$name};
	my @licences = @{ $package->{licences} };
	$reference{"package $name"} = purl($name, $package->{version}, $package->{architecture});
	push @components, library(
		name => $name, version => $package->{version}, purl => $reference{"package $name"},
		licences => @licences ? \@licences : ["see /usr/share/doc/$name/copyright"],
		homepage => $package->{homepage}, linked => $static{$name} ? 'static' : 'dynamic',
		source => "$package->{source} $package->{source_version}",
	);
}
write_bom($version, 'of the build; what is linked dynamically is what is installed, and updated with the system', \@components, {
	'swa-agent' => [map { $reference{$_} } @programs],
	map { my $from = $_; $reference{$from} => [map { $reference{"package $_"} } keys %{ $depends{$from} }] } keys %depends,
});

if (defined $substvars) {
	open my $handle, '>>', $substvars or die "sbom: $substvars: $!\n";
	print {$handle} 'swa:Built-Using=', join(', ',
		map { "$packages{$_}{source} (= $packages{$_}{source_version})" } sort keys %static), "\n";
	close $handle or die "sbom: $substvars: $!\n";
}
