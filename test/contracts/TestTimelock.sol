// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Timelock and multisig in one
/// @notice What governance executes proposals through: a timelock by OpenZeppelin's interface, and a wallet by Safe's,
/// both of one proposer. The second reverts for no inner failure: it returns false.
contract TestTimelock {
    error TimelockUnauthorizedCaller(address caller);
    error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates);
    error NotTold(uint256 code);

    address private immutable proposer;
    mapping(bytes32 id => uint256) private readyAt;

    modifier onlyProposer() {
        if (msg.sender != proposer) revert TimelockUnauthorizedCaller(msg.sender);
        _;
    }

    constructor(address proposer_) {
        proposer = proposer_;
    }

    receive() external payable {}

    function schedule(address target, uint256 value, bytes calldata data, bytes32 predecessor, bytes32 salt, uint256 delay)
        external
        onlyProposer
    {
        readyAt[keccak256(abi.encode(target, value, data, predecessor, salt))] = block.timestamp + delay;
    }

    function execute(address target, uint256 value, bytes calldata data, bytes32 predecessor, bytes32 salt)
        external
        payable
    {
        bytes32 id = keccak256(abi.encode(target, value, data, predecessor, salt));
        if (readyAt[id] == 0 || readyAt[id] > block.timestamp) {
            revert TimelockUnexpectedOperationState(id, bytes32(uint256(4)));
        }
        (bool ok, bytes memory result) = target.call{value: value}(data);
        assembly {
            if iszero(ok) { revert(add(result, 32), mload(result)) }
        }
    }

    function execTransaction(
        address target,
        uint256 value,
        bytes calldata data,
        uint8,
        uint256,
        uint256,
        uint256,
        address,
        address,
        bytes calldata
    ) external payable onlyProposer returns (bool ok) {
        (ok,) = target.call{value: value}(data);
    }

    /// @notice Fails in one of many ways.
    function fail(uint256 way) external pure returns (uint256) {
        if (way == 0) return 1 / way;
        if (way == 1) revert();
        if (way == 2) revert NotTold(7);
        if (way == 3) assembly { invalid() }
        if (way == 4) revert(string(abi.encodeWithSignature("Error(string)", "inner")));
        return way + type(uint256).max;
    }
}
