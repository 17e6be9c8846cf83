#!/usr/bin/perl
# Writes the software bill of materials of the Windows programs, CycloneDX 1.5, and the notices of what is in them.
# What is in it is read from the link commands (archives), from what packaging/msi/dependencies.sh wrote of the
# libraries that it built, and from dpkg (the compiler's own parts).
use strict;
use warnings;
use FindBin;
use Getopt::Long;
use lib $FindBin::Bin;
use Bom qw(application archives library licences purl write_bom);

my $usage = <<'END';
Usage: perl packaging/sbom/windows.pl --version VERSION --build DIR --libraries DIR [--notices FILE] PROGRAM.exe... >sbom.cdx.json

  --build DIR      where the programs were linked (build.ninja)
  --libraries DIR  what packaging/msi/dependencies.sh built
  --notices FILE   write the copyright notices of all that is linked into this file
END

my ($version, $build, $libraries, $notices);
GetOptions(
	'help' => sub { print $usage; exit 0 },
	'version=s' => \$version,
	'build=s' => \$build,
	'libraries=s' => \$libraries,
	'notices=s' => \$notices,
) or die $usage;
die $usage unless defined $version && defined $build && defined $libraries && @ARGV;

# What every program has in it of the compiler: its start files, and its own functions.
my @COMPILER = qw(mingw-w64-x86-64-dev gcc-mingw-w64-x86-64-win32);

# Archive → library: name, version, purl, file of its copyright.
my %number_of = (bookworm => 12, trixie => 13);
my (%of_archive, %used, %depends);
open my $handle, '<', "$libraries/versions.txt" or die "sbom: $libraries/versions.txt: $!\n";
while (<$handle>) {
	my ($name, $its, $suite, $archive) = split;
	$of_archive{"$libraries/lib/$archive"} = {
		name => $name, version => $its, purl => purl($name, $its, 'source', $number_of{$suite} // die "sbom: which Debian is $suite?\n"), copyright => "$libraries/licences/$name",
	};
}
close $handle;

my @compiler = map {
	my $name = $_;
	open my $pipe, '-|', 'dpkg-query', '--show', '--showformat=${Version}\t${Architecture}', $name or die "dpkg-query: $!\n";
	my ($its, $architecture) = split /\t/, <$pipe> // die "sbom: $name is not installed\n";
	{ name => $name, version => $its, purl => purl($name, $its, $architecture), copyright => "/usr/share/doc/$name/copyright" };
} @COMPILER;

my @components;
for my $program (sort @ARGV) {
	push @components, application("program:$program", $program, $version);
	# Import libraries of Windows have no code of their own.
	my @parts = map { $of_archive{$_} // die "sbom: $program: who made $_ is not known\n" } grep { !m{/x86_64-w64-mingw32/} } archives($build, $program);
	die "sbom: $program was not linked in $build\n" unless @parts;
	for my $part (@parts, @compiler) {
		$used{ $part->{purl} } = $part;
		push @{ $depends{"program:$program"} }, $part->{purl} unless grep { $_ eq $part->{purl} } @{ $depends{"program:$program"} };
	}
}
my @used = map { $used{$_} } sort keys %used;
for my $part (@used) {
	my @licences = licences($part->{copyright});
	push @components, library(%$part, linked => 'static', licences => @licences ? \@licences : ['see the notices']);
}
$depends{'swa-agent'} = [map { "program:$_" } @ARGV];
write_bom($version, 'of the build; all of them are inside of the programs, and updated with the package', \@components, \%depends);

if (defined $notices) {
	open my $out, '>:encoding(UTF-8)', $notices or die "sbom: $notices: $!\n";
	print {$out} "The Windows programs of swa-agent $version contain the following, under the licences below.\n";
	for my $part (@used) {
		open my $text, '<:encoding(UTF-8)', $part->{copyright} or die "sbom: $part->{copyright}: $!\n";
		local $/ = undef;
		print {$out} "\n", '=' x 72, "\n$part->{name} $part->{version}\n", '=' x 72, "\n\n", <$text>;
	}
	close $out or die "sbom: $notices: $!\n";
}
