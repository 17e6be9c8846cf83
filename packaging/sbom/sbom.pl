#!/usr/bin/perl
# Writes the software bill of materials of the built programs: CycloneDX 1.5, JSON.
# What is in it is read from the programs (needed libraries), from the link commands (archives) and from
# dpkg (package, version, licences): no list is kept by hand.
use strict;
use warnings;
use Cwd qw(realpath);
use Getopt::Long;
use JSON::PP;
use POSIX qw(strftime);

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

# The licences that a package's copyright file names, and whether it is in the form to name them in.
sub licences {
	my ($name) = @_;
	my $file = "/usr/share/doc/$name/copyright";
	open my $handle, '<:encoding(UTF-8)', $file or die "sbom: $file: $!\n";
	local $/ = undef;
	my $text = <$handle>;
	return () unless $text =~ m{^Format:.*copyright-format}m;
	my %found;
	for my $paragraph (split /\n[ \t]*\n/, $text) {
		next unless $paragraph =~ /^Files:(.*(?:\n[ \t].*)*)/m;
		my $files = $1;
		next if $files =~ /^\s*debian\/\S*\s*$/;    # how it was packaged is not linked
		$found{$1} = 1 if $paragraph =~ /^License:[ \t]*(\S.*?)\s*$/m;
	}
	return sort keys %found;
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
			source => $source, source_version => $source_version, licences => [licences($name)],
		};
	}
	$package_of{$_} = $short{ $package_of{$_} } // $package_of{$_} =~ s/:.*//r for keys %package_of;
	return;
}

my %release = map { /^(\w+)="?([^"]*)"?$/ ? ($1 => $2) : () } do {
	open my $handle, '<', '/etc/os-release' or die "sbom: /etc/os-release: $!\n";
	<$handle>;
};

sub purl {
	my ($package) = @_;
	# As the specification of package URLs has it: what is not plain is percent-encoded.
	my $encoded = $package->{version} =~ s/([^A-Za-z0-9.~_-])/sprintf '%%%02X', ord $1/ger;
	return "pkg:deb/debian/$package->{name}\@$encoded?arch=$package->{architecture}&distro=debian-$release{VERSION_ID}";
}

# The archives of other projects that a program was linked with.
sub archives {
	my ($program) = @_;
	open my $handle, '<', "$build/build.ninja" or die "sbom: $build/build.ninja: $!\n";
	my $inside = 0;
	while (<$handle>) {
		$inside = 1 if m{^build bin/\Q$program\E: C_EXECUTABLE_LINKER};
		next unless $inside;
		return grep { m{^/} } /(\S+\.a)(?=\s|$)/g if /^\s+LINK_LIBRARIES =/;
	}
	return () unless $inside;
	die "sbom: build.ninja tells no libraries of $program\n";
}

my (%depends, %static, @programs, %paths, %archives);
for my $file (sort @ARGV) {
	my $program = $file =~ s{.*/}{}r;
	push @programs, $program;
	$paths{$file} = { loaded($file) };
	# Those of the C library are empty: its parts moved into libc.so.
	$archives{$file} = [grep { !m{/lib(dl|pthread|m|rt|util)\.a$} } archives($program)];
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
	push @components, {
		type => 'application', 'bom-ref' => "program:$program", name => $program, version => $version,
		licenses => [{ license => { id => 'Apache-2.0' } }],
	};
}
for my $name (sort keys %packages) {
	my $package = $packages{$name};
	my @licences = @{ $package->{licences} };
	$reference{"package $name"} = purl($package);
	push @components, {
		type => 'library', 'bom-ref' => purl($package), purl => purl($package),
		name => $name, version => $package->{version},
		licenses => [map { { license => { name => $_ } } }
			@licences ? @licences : ("see /usr/share/doc/$name/copyright")],
		$package->{homepage} ? (externalReferences => [{ type => 'website', url => $package->{homepage} }]) : (),
		properties => [
			{ name => 'swa:linked', value => $static{$name} ? 'static' : 'dynamic' },
			{ name => 'debian:source', value => "$package->{source} $package->{source_version}" },
		],
	};
}

my $bom = {
	bomFormat => 'CycloneDX', specVersion => '1.5', version => 1,
	metadata => {
		timestamp => strftime('%Y-%m-%dT%H:%M:%SZ', gmtime($ENV{SOURCE_DATE_EPOCH} // time)),
		component => {
			type => 'application', 'bom-ref' => 'swa-agent', name => 'swa-agent', version => $version,
			licenses => [{ license => { id => 'Apache-2.0' } }],
		},
		properties => [{
			name => 'swa:versions',
			value => 'of the build; what is linked dynamically is what is installed, and updated with the system',
		}],
	},
	components => \@components,
	dependencies => [
		{ ref => 'swa-agent', dependsOn => [map { $reference{$_} } @programs] },
		map { my $from = $_; {
			ref => $reference{$from},
			dependsOn => [map { $reference{"package $_"} } sort keys %{ $depends{$from} }],
		} } sort keys %depends,
	],
};
print JSON::PP->new->utf8->canonical->indent->space_after->indent_length(1)->encode($bom);

if (defined $substvars) {
	open my $handle, '>>', $substvars or die "sbom: $substvars: $!\n";
	print {$handle} 'swa:Built-Using=', join(', ',
		map { "$packages{$_}{source} (= $packages{$_}{source_version})" } sort keys %static), "\n";
	close $handle or die "sbom: $substvars: $!\n";
}
